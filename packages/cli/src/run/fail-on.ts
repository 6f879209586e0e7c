import { handedOver, isRefused, type RunRecord, stepNames } from '@mintwell/record'
import { findingNames, type Verdict } from '@mintwell/token'

/** What `--fail-on` can name: verdicts, and an exchange that was refused. */
export const failOnNames = ['stale', 'echoed', 'expiring', 'expired', 'refused'] as const

export type FailOn = (typeof failOnNames)[number]

/** Why a run fails by `--fail-on`, a line a reason: a token with a finding that is named, or a worse one; a refused exchange. */
export function breachesOf(run: RunRecord, failOn: readonly FailOn[]): readonly string[] {
  const verdicts = failOn.filter((name): name is Exclude<FailOn, 'refused'> => name !== 'refused')
  // The mildest that is named takes in all that is worse.
  const mildest = Math.max(...verdicts.map((name) => findingNames.indexOf(name)), -1)
  const bad = (verdict: Verdict) => verdict !== 'fresh' && findingNames.indexOf(verdict) <= mildest
  const names = stepNames(run)
  const tokens = handedOver(run.receipts)
    .receipts.filter(({ findings }) => findings.some((finding) => bad(finding)))
    .map(
      ({ stage, job, step, findings }) =>
        `the token for the step '${names(stage, job, step)}' is ${findings.filter(bad).join(', ')}`,
    )
  const exchanges = failOn.includes('refused')
    ? run.exchanges
        .filter(isRefused)
        .map(({ error, status }) => `an exchange was refused: ${error ?? `HTTP ${status}`}`)
    : []
  return [...tokens, ...exchanges]
}
