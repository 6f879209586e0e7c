import type { LintStep, LintSubject } from '../subject/lint-subject.ts'
import { tokenVariables } from '../subject/set-variables.ts'
import { hasBudget } from './budget.ts'
import { inScript, relatedTo } from './report.ts'
import type { LintRule } from './rule.ts'

/** `##vso[task.setvariable]` with `$idToken`: another step will use it. */
export const tokenAcrossSteps: LintRule = {
  id: 'L01',
  name: 'token-across-steps',
  title: 'An ID token is kept in a pipeline variable for later steps',
  severity: 'error',
  confidence: 'high',
  keepsToken: true,
  reason:
    'An ID token is for one exchange, right after it was given. A variable keeps the first one while steps and approvals go by; by the time it is used it may have expired, and nothing can refresh it.',
  cure: 'Make the exchange in the script that takes the token, or take a new token in the step that uses it (`mintwell token`); with MintwellAzureCLI set `budget` to the time until the last use, such as `budget: 30m`.',
  *check(subject) {
    for (const step of subject.steps) {
      if (hasBudget(step)) continue
      for (const script of step.scripts)
        for (const { name, isOutput, start, end } of tokenVariables(script)) {
          // Outputs have a rule of their own.
          if (isOutput) continue
          const message = `the ID token is kept in the variable '${name}' for later steps`
          yield { ...inScript(step, script, start, end, message), related: usesOf(name, step, subject) }
        }
    }
  },
}

/** Where later steps of the job read a variable. */
function usesOf(name: string, { job, index }: LintStep, { steps }: LintSubject) {
  if (!/^[\w.-]+$/.test(name)) return []
  const macro = `$(${name})`.toLowerCase()
  const later = steps.filter((step) => step.job === job && step.index > index)
  return later.flatMap(({ plan }) => {
    const entry = [...Object.entries(plan.env), ...Object.entries(plan.inputs)].find(([, value]) =>
      value.toLowerCase().includes(macro),
    )
    return entry
      ? [
          relatedTo(
            `'${name}' is used here`,
            plan.places[`env.${entry[0]}`] ?? plan.places[`inputs.${entry[0]}`] ?? plan.place,
          ),
        ]
      : []
  })
}
