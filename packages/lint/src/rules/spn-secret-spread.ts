import type { ShellCommand } from '../shell/shell-command.ts'
import type { LintScript } from '../subject/lint-script.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

const KEY = 'serviceprincipalkey'

/** `$servicePrincipalKey`, printed, stored or handed on. */
export const spnSecretSpread: LintRule = {
  id: 'L13',
  name: 'spn-secret-spread',
  title: "The connection's secret is printed, stored or handed on",
  severity: 'error',
  confidence: 'high',
  reason:
    'The secret of a service principal is valid for months, from everywhere. A variable, a file or an output that has it gives it to every later step and to anyone who can read the run.',
  cure: 'Convert the connection to workload identity federation: then there is no secret. Until then let only the task itself use it.',
  *check({ steps }) {
    for (const step of steps)
      for (const script of step.scripts) {
        if (!/serviceprincipalkey/i.test(script.text)) continue
        for (const command of script.allCommands) {
          const what = whatHappens(command, script)
          if (what) yield inScript(step, script, command.start, command.end, `the connection's secret is ${what}`)
        }
      }
  },
}

function whatHappens(command: ShellCommand, script: LintScript): string | undefined {
  const { program, words, redirects, assignments } = command
  const handed = assignments.find(({ value, kind }) => kind === 'environment' && reads(value))
  if (handed) return `put into the environment as ${handed.name}`
  if (!words.some(reads)) return undefined
  if (/##vso\[task\.setvariable/i.test(script.text.slice(command.start, command.end)))
    return 'kept in a variable for later steps'
  if (redirects.some(({ operator, target }) => operator.includes('>') && !/^(?:\/dev\/|&|\$null)/.test(target.text)))
    return 'written into a file'
  if (/^(?:set-content|out-file|add-content)$/.test(program)) return 'written into a file'
  const isPiped = script.allCommands.some((each) => each.pipeline === command.pipeline && each.start > command.start)
  return /^(?:echo|printf|write-host|write-output)$/.test(program) && !isPiped ? 'printed' : undefined
}

function reads({ variables }: { readonly variables: ShellCommand['words'][number]['variables'] }): boolean {
  return variables.some(({ name }) => name.toLowerCase() === KEY)
}
