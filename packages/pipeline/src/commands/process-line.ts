import type { LineKind } from '../run/events.ts'
import type { CommandScope } from './command-handler.ts'
import { commandAreas, loggingCommands } from './logging-commands.ts'
import { parseCommand } from './parse-command.ts'

/** The tags that colour a line in Azure Pipelines. */
const TAGS: readonly (readonly [string, LineKind])[] = [
  ['##[command]', 'command'],
  ['[command]', 'command'],
  ['##[section]', 'section'],
  ['##[group]', 'group'],
  ['##[endgroup]', 'endgroup'],
  ['##[warning]', 'warning'],
  ['##[error]', 'error'],
  ['##[debug]', 'debug'],
]

/**
 * Takes one line of a step's output: carries out the logging command in it, or shows it. The order is the agent's: a valid command consumes its line, an
 * invalid one warns and the line is shown, an unknown area warns, an unknown event or a command that fails fails the step.
 */
export function processLine(line: string, scope: CommandScope, restricted: boolean): void {
  const command = parseCommand(line)
  if (command === undefined) return showLine(line, scope)
  if (command === 'invalid') {
    showLine(line, scope)
    return scope.warn(
      "'##vso' is in this line, and no logging command can be read from it: ##vso[area.event name=value;]data",
    )
  }
  const name = `${command.area}.${command.event}`
  const handler = loggingCommands.get(name)
  if (!handler) {
    if (!commandAreas.has(command.area)) return scope.warn(`There is no logging command of the area '${command.area}'.`)
    return fail(scope, `There is no logging command '${name}'.`)
  }
  if (restricted && !handler.allowedWhenRestricted) {
    return scope.warn(`The logging command '${name}' is not allowed where the step's target has commands: restricted.`)
  }
  try {
    handler.run(command, scope)
  } catch (error) {
    fail(scope, `Unable to process the logging command '${name}': ${(error as Error).message}`)
  }
}

function fail(scope: CommandScope, message: string): void {
  scope.addIssue({ type: 'error', message })
  scope.emit({ kind: 'line', ...scope.identity, line: 'error', text: message })
  scope.complete('failed', message, false)
}

function showLine(line: string, scope: CommandScope): void {
  const [tag, kind] = TAGS.find(([text]) => line.startsWith(text)) ?? ['', 'plain' as const]
  if (kind === 'debug') return scope.debug(line.slice(tag.length))
  scope.emit({ kind: 'line', ...scope.identity, line: kind, text: line.slice(tag.length) })
}
