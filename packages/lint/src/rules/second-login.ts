import { hasBudget } from './budget.ts'
import { removeLine } from './remove-line.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

/** `az login --federated-token $idToken` in a step that has logged in. */
export const secondLogin: LintRule = {
  id: 'L21',
  name: 'second-login',
  title: 'A script logs az in a second time with its ID token',
  severity: 'warning',
  confidence: 'high',
  keepsToken: true,
  reason:
    'AzureCLI has logged in already. The second login presents the same ID token again, and from then on az uses that one for each new access token, also where the task would refresh its own.',
  cure: 'Leave the line out: the task has logged in, and MintwellAzureCLI keeps the login fresh.',
  *check({ steps, sources }) {
    for (const step of steps) {
      if (!step.isAzureCli || hasBudget(step)) continue
      for (const script of step.scripts)
        for (const { command, word } of script.tokenUses) {
          const { words, program, start, end } = command
          if (program !== 'az' || words[1]?.text !== 'login' || !words.includes(word)) continue
          const before = words[words.indexOf(word) - 1]?.text ?? ''
          if (before !== '--federated-token' && !word.text.startsWith('--federated-token=')) continue
          const edit = removeLine(script, sources, start, end)
          yield {
            ...inScript(step, script, start, end, 'az is logged in a second time with the ID token of the step'),
            ...(edit && { fix: { description: 'remove the second login', safe: false, edits: [edit] } }),
          }
        }
    }
  },
}
