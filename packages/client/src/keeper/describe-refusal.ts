import { formatDuration, formatInstant } from '@mintwell/clock'
import { ageAt, remainingAt } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import type { IdTokenSource } from '../sources/id-token-source.ts'
import type { Refusal } from './keeper-news.ts'

/** The error of a contract that cannot be met: the verdict, the findings, what it comes from and what to do. `data` has it for programs. */
export function contractError(refusal: Refusal, source: Pick<IdTokenSource, 'name' | 'subject'>): ClientError {
  const { failure, reason } = refusal
  if (reason === 'failure') {
    if (failure?.error instanceof ClientError) return failure.error
    return new ClientError('ERR_SOURCE_UNREACHABLE', {
      message: `No ID token came from ${source.name} within ${formatDuration(refusal.waited)}.`,
      hint: 'Ask again; if it lasts, look at the service’s state.',
      cause: failure?.error,
    })
  }
  return new ClientError('ERR_CONTRACT', {
    message: `${stateOf(refusal, source)}${whyItEnds(refusal)}`,
    hint: cureFor(refusal),
    data: dataOf(refusal),
    ...(failure ? { cause: failure.error } : {}),
  })
}

function stateOf({ reading, judgement, at }: Refusal, { subject }: Pick<IdTokenSource, 'subject'>): string {
  if (reading?.kind !== 'token' || !judgement) return `There is no ID token for ${subject}`
  const left = remainingAt(reading.times, at)
  const time =
    left > 0
      ? `${formatDuration(left)} left of ${formatDuration(reading.times.lifetime)}`
      : `it ended ${formatDuration(-left)} ago`
  const others = judgement.findings.filter((finding) => finding !== judgement.verdict)
  const age = ageAt(reading.times, at)
  return `The ID token for ${subject} is ${judgement.verdict}${others.length > 0 ? ` (also ${others.join(', ')})` : ''}: ${time}, ${formatDuration(age)} old`
}

function whyItEnds({ reason, waited, reading, sourceEndsAt, judgement }: Refusal): string {
  const lifetime = reading?.kind === 'token' ? formatDuration(reading.times.lifetime) : 'nothing'
  switch (reason) {
    case 'waited':
      return `. After ${formatDuration(waited)} the source had still not returned a better one.`
    case 'hopeless':
      return `. No token of this source lasts longer than ${lifetime}, so none can meet the contract.`
    case 'source-ends':
      return `. The job token, with which newer ones are requested, expires at ${sourceEndsAt === undefined ? '?' : formatInstant(sourceEndsAt)}, before the budget.`
    default:
      return judgement?.findings.includes('echoed') ? '; asked again, the source gave the same one.' : '.'
  }
}

function cureFor({ reason, judgement }: Refusal): string {
  if (reason === 'hopeless')
    return 'Ask for less (--min-remaining, --budget), or take the token from a source that can give a newer one.'
  if (reason === 'source-ends')
    return 'Give the job a longer timeout (timeoutInMinutes), or split the step: the job token lives as long as the job may run.'
  const findings = judgement?.findings ?? []
  if (findings.includes('echoed')) {
    return 'The service re-issues one token until it expires. Let the step wait for the next one (--on-breach wait, --max-wait), or start the run after the token has rotated.'
  }
  if (findings.includes('not-yet-valid'))
    return 'The issuer’s clock is ahead of the server’s: tokens are valid only in the future. Correct the issuer’s clock.'
  if (findings.includes('expired'))
    return 'The issuer’s clock is slow, or the token is no longer renewed. Fix that; waiting does not help.'
  return 'Let the step wait for a newer token (--on-breach wait), or ask for less (--min-remaining).'
}

function dataOf({ reason, at, reading, judgement, waited, sourceEndsAt }: Refusal): Readonly<Record<string, unknown>> {
  const token = reading?.kind === 'token' ? reading : undefined
  return {
    reason,
    verdict: judgement?.verdict ?? null,
    findings: judgement?.findings ?? [],
    fingerprint: token?.fingerprint ?? null,
    expiresAt: token ? formatInstant(token.times.expiresAt) : null,
    remainingSeconds: token ? Math.round(remainingAt(token.times, at) / 1_000) : null,
    ageSeconds: token ? Math.round(ageAt(token.times, at) / 1_000) : null,
    waitedSeconds: Math.round(waited / 1_000),
    sourceEndsAt: sourceEndsAt === undefined ? null : formatInstant(sourceEndsAt),
  }
}
