import type { RunRecord, StepRecord } from '@mintwell/record'
import { shellWord } from '../say.ts'

/** As much of an issue as is shown, in characters. */
const LONGEST_ISSUE = 300

/** The step at which a run failed or was canceled, with its stage and job. */
interface FailedStep {
  readonly stage: string
  readonly job: string
  readonly step: StepRecord
}

/** What to say of a sweep's first run that presented no token: where it failed; undefined where it did not fail, so that no token is presented by this pipeline at all. */
export function describeFailedTrial(run: RunRecord, file: string): string | undefined {
  if (run.result === 'succeeded' || run.result === 'succeededWithIssues') return undefined
  const where = failedStepOf(run)
  const at = where
    ? ` at the step '${where.step.displayName}' (job ${where.job}${where.stage === '__default' ? '' : `, stage ${where.stage}`})`
    : ''
  const issue = where?.step.issues.find(({ type }) => type === 'error')?.message
  return [
    `The trial run ${run.result === 'canceled' ? 'was canceled' : 'failed'}${at}, before a token was presented to a token service: the sweep needs a run that gets that far.`,
    ...(issue === undefined ? [] : [`  ${issue.slice(0, LONGEST_ISSUE)}`]),
    `See its log: mintwell run ${shellWord(file)}`,
  ].join('\n')
}

function failedStepOf({ stages }: RunRecord): FailedStep | undefined {
  const steps = stages.flatMap(({ name: stage, jobs }) =>
    jobs.flatMap(({ name: job, steps: own }) => own.map((step) => ({ stage, job, step }))),
  )
  return steps.find(({ step }) => step.result === 'failed' || step.result === 'canceled')
}
