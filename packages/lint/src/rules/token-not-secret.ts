import { tokenVariables } from '../subject/set-variables.ts'
import { editInScript } from './edit.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

/** A variable with the token, without `issecret=true`. */
export const tokenNotSecret: LintRule = {
  id: 'L02',
  name: 'token-not-secret',
  title: 'A variable with an ID token is not marked as secret',
  severity: 'error',
  confidence: 'high',
  reason:
    'Without `issecret=true` the agent puts the token into the environment of every later step and does not mask it in logs. Anyone who reads the log within its lifetime can use it.',
  cure: 'Do not keep the token at all; where you must, add `;issecret=true` and map the variable in `env:` of the step that uses it.',
  *check({ steps, sources }) {
    for (const step of steps)
      for (const script of step.scripts)
        for (const { name, isSecret, start, end, bracket } of tokenVariables(script)) {
          if (isSecret) continue
          const message = `the variable '${name}' has an ID token and is not secret`
          const edit =
            bracket === undefined ? undefined : editInScript(script, sources, bracket, ']', ';issecret=true]')
          yield {
            ...inScript(step, script, start, end, message),
            // A secret variable is in no environment: steps that read it there have to map it.
            ...(edit && { fix: { description: 'mark the variable as secret', safe: false, edits: [edit] } }),
          }
        }
  },
}
