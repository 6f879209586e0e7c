import type { LintStep, LintSubject } from '../subject/lint-subject.ts'
import { valuePlaceOf } from '../subject/lint-subject.ts'
import { inputOf } from '../subject/script-inputs.ts'
import { connectionOf } from './connections.ts'
import { editWord } from './edit.ts'
import { atInput } from './report.ts'
import type { LintRule, RuleFinding } from './rule.ts'

/** `keepAzSessionActive` where there is nothing that it could keep active. */
export const keepAzCannotHelp: LintRule = {
  id: 'L09',
  name: 'keepaz-cannot-help',
  title: 'keepAzSessionActive cannot help here',
  severity: 'warning',
  confidence: 'medium',
  reason:
    'keepAzSessionActive logs az in again every eight minutes. It does so for workload identity federation only: with another connection the task fails after its login. `$idToken` in the script stays the first one, and a script that calls no az gains nothing.',
  cure: 'Leave it out. Where the script itself uses the token, take a new one for each use.',
  *check(subject) {
    for (const step of subject.steps) {
      if (step.task !== 'azurecli' || inputOf(step.plan, 'keepAzSessionActive')?.trim().toLowerCase() !== 'true')
        continue
      const finding = notFederated(step, subject) ?? withoutAz(step)
      if (finding) yield finding
    }
  },
}

function notFederated(step: LintStep, { connections, sources }: LintSubject): RuleFinding | undefined {
  const name = connectionOf(step)
  const scheme = name === undefined ? undefined : connections.get(name.toLowerCase())
  if (scheme === undefined || scheme === 'workloadIdentityFederation') return undefined
  const edit = editWord(sources, valuePlaceOf(step.plan, 'keepAzSessionActive'), 'true', 'false')
  return {
    ...atInput(
      step,
      'keepAzSessionActive',
      'true',
      `the connection '${name}' has a ${scheme}: with keepAzSessionActive the task fails after its login`,
    ),
    severity: 'error',
    ...(edit && { fix: { description: 'set keepAzSessionActive to false', safe: true, edits: [edit] } }),
  }
}

function withoutAz(step: LintStep): RuleFinding | undefined {
  const [script] = step.scripts
  if (!script || script.tokenUses.length === 0 || /\baz\b/.test(script.text)) return undefined
  return atInput(
    step,
    'keepAzSessionActive',
    'true',
    'the script uses $idToken and never calls az: keepAzSessionActive does not change $idToken',
  )
}
