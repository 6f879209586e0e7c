import { isProgram } from './programs.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

/** The token in an argument of a program. */
export const tokenOnCommandLine: LintRule = {
  id: 'L08',
  name: 'token-on-command-line',
  title: 'An ID token is an argument of a program',
  severity: 'warning',
  confidence: 'high',
  reason:
    'The arguments of a process can be read by every process of the machine, and they end in crash dumps and traces (`set -x`). On a shared agent another job can take the token.',
  cure: 'Give it on standard input or in a file that only you can read: `printf %s "$idToken" | az login … --federated-token @-`, `curl --data-urlencode client_assertion@"$file"`.',
  *check({ steps }) {
    for (const step of steps)
      for (const script of step.scripts)
        for (const { command, word } of script.tokenUses) {
          if (command.words.indexOf(word) < 1 || !isProgram(command.program, script)) continue
          yield inScript(
            step,
            script,
            command.start,
            command.end,
            `the ID token is an argument of '${command.program}', where every process can read it`,
          )
        }
  },
}
