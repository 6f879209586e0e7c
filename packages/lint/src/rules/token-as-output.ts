import type { LintStep, LintSubject } from '../subject/lint-subject.ts'
import { type TokenVariable, tokenVariables } from '../subject/set-variables.ts'
import { inScript, relatedTo } from './report.ts'
import type { LintRule } from './rule.ts'

/** `isOutput=true` on a variable with the token. */
export const tokenAsOutput: LintRule = {
  id: 'L03',
  name: 'token-as-output',
  title: 'An ID token is an output variable',
  severity: 'error',
  confidence: 'high',
  keepsToken: true,
  reason:
    'An output variable goes into the timeline of the run, where other jobs and stages read it: on another agent, after their own queue and approvals. The token is old by then, and it is stored with the run.',
  cure: 'Take a new token in the job that needs it; give it the same service connection.',
  *check(subject) {
    for (const step of subject.steps)
      for (const script of step.scripts)
        for (const variable of tokenVariables(script)) {
          if (!variable.isOutput) continue
          const message = `the ID token is the output '${variable.name}', which other jobs read`
          const { start, end } = variable
          yield { ...inScript(step, script, start, end, message), related: readersOf(variable, step, subject) }
        }
  },
}

/** Variables of other jobs that are read from the output. */
function readersOf({ name }: TokenVariable, { plan }: LintStep, { variables }: LintSubject) {
  const output = `${plan.id}.${name}`.toLowerCase()
  return variables
    .filter(({ variable: { value } }) => value.startsWith('$[') && value.toLowerCase().includes(`'${output}'`))
    .map(({ variable }) => relatedTo(`'${variable.name}' reads it here`, variable.place))
}
