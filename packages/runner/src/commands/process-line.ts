import type { LineKind } from '../ports/events.ts'
import type { CommandScope } from './command-handler.ts'
import { commandAreas, loggingCommands } from './logging-commands.ts'
import { type LoggingCommand, parseCommand } from './parse-command.ts'

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

const INVALID = "this line contains '##vso' but is not a logging command: ##vso[area.event name=value;]data"

/**
 * Takes one line of a step's output: carries out the logging command in it, or shows it. The order is the agent's: a valid command consumes its line, an
 * invalid one warns and the line is shown, an unknown area warns, an unknown event or a command that fails fails the step.
 */
export function processLine(line: string, scope: CommandScope, restricted: boolean): void {
  const command = parseCommand(line)
  if (command === undefined || command === 'invalid') {
    showLine(line, scope)
    if (command === 'invalid') scope.warn(INVALID)
    return
  }
  processCommand(command, scope, restricted)
  // Behind the command, which may have made a secret of what is in its line; and not to be carried out once more by an agent around the lab.
  if (command.area !== 'task' || command.event !== 'debug')
    scope.debug(`Processed: ${line.replaceAll('##vso', '**vso')}`)
}

function processCommand(command: LoggingCommand, scope: CommandScope, restricted: boolean): void {
  const name = `${command.area}.${command.event}`
  const handler = loggingCommands.get(name)
  if (!handler && !commandAreas.has(command.area)) {
    scope.warn(`There is no logging command of the area '${command.area}'.`)
  } else if (!handler) {
    fail(scope, `There is no logging command '${name}'.`)
  } else if (restricted && !handler.allowedWhenRestricted) {
    scope.warn(`The logging command '${name}' is not allowed where the step's target has commands: restricted.`)
  } else {
    try {
      handler.run(command, scope)
    } catch (error) {
      fail(scope, `Unable to process the logging command '${name}': ${(error as Error).message}`)
    }
  }
}

function fail(scope: CommandScope, message: string): void {
  scope.addIssue({ type: 'error', message })
  scope.emit({ kind: 'line', ...scope.identity, line: 'error', text: message })
  scope.complete('failed', '', false)
}

function showLine(line: string, scope: CommandScope): void {
  const [tag, kind] = TAGS.find(([text]) => line.startsWith(text)) ?? ['', 'plain' as const]
  scope.emit({ kind: 'line', ...scope.identity, line: kind, text: line.slice(tag.length) })
}
