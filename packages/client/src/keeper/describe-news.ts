import { formatDuration, formatInstant } from '@mintwell/clock'
import { ageAt, isBreach, type Judgement, remainingAt, type TokenReading } from '@mintwell/token'
import { ClientError, reasonOf } from '../errors.ts'
import type { Held, RequestFailure } from './held.ts'
import type { KeeperNews } from './keeper-news.ts'

/** A line for people. `warning` and `error` are issues of the pipeline. */
export interface NewsLine {
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
}

/** Says in one line what a keeper tells. Never holds a token. */
export function describeNews(news: KeeperNews): NewsLine {
  switch (news.kind) {
    case 'taken':
      return takenLine(news.held, news.at)
    case 'breach':
      return {
        level: 'warning',
        text: `The ID token is ${findings(news.judgement)}: ${times(news.reading, news.at)}. ${
          news.until === undefined
            ? 'It is used anyway, because of --on-breach warn.'
            : `Waiting for a better one, at most ${formatDuration(news.until - news.at)}.`
        }`,
      }
    case 'still-waiting':
      return {
        level: 'info',
        text: `Still waiting for a better ID token, for ${formatDuration(news.at - news.since)} now, at most ${formatDuration(news.until - news.at)} more.`,
      }
    case 'refreshed':
      return refreshedLine(news.held, news.at)
    case 'not-rotated':
      return {
        level: 'info',
        text: `Asked for a newer ID token, the source returned the same one again; ${left(news.held, news.at)}. It is kept, and asked for again in time.`,
      }
    case 'failed':
      return failedLine(news.failure, news.retryAt, news.held, news.at)
    case 'recovered':
      return {
        level: 'info',
        text: `The source of ID tokens answers again, after ${news.after} failed ${news.after === 1 ? 'request' : 'requests'}.`,
      }
    case 'rejected':
      return {
        level: 'warning',
        text: `A service refused the ID token ${news.fingerprint.slice(0, 12)}; a new one is asked for.`,
      }
    case 'ended':
      return {
        level: 'error',
        text: `The ID token expired at ${formatInstant(news.held.reading.times.expiresAt)}, and no newer one could be obtained${because(news.failure)}`,
      }
    case 'source-ends':
      return {
        level: 'warning',
        text: `The job token expires at ${formatInstant(news.sourceEndsAt)}: this ID token is the last one, ${left(news.held, news.at)}. Give the job a longer timeout (timeoutInMinutes) if the step needs more.`,
      }
  }
}

function takenLine(held: Held, now: number): NewsLine {
  const { verdict } = held.judgement
  const text = `ID token ${findings(held.judgement)}: ${times(held.reading, now)}.`
  // Where it is used in spite of a breach, that was said before.
  if (verdict === 'fresh' || isBreach(verdict)) return { level: 'info', text }
  const why = held.judgement.findings.includes('echoed')
    ? 'Asked twice, the source returned the same token: it re-issues a token until it expires.'
    : 'It was not minted for this request.'
  return { level: 'warning', text: `${text} ${why} Enough is left, so it is used.` }
}

function refreshedLine(held: Held, now: number): NewsLine {
  const { verdict } = held.judgement
  const text = `ID token refreshed, ${findings(held.judgement)}: ${times(held.reading, now)}.`
  return { level: verdict === 'fresh' || verdict === 'stale' || verdict === 'echoed' ? 'info' : 'warning', text }
}

function failedLine(failure: RequestFailure, retryAt: number, held: Held | undefined, now: number): NewsLine {
  const kept =
    held && remainingAt(held.reading.times, now) > 0 ? ` The ID token at hand is kept; ${left(held, now)}.` : ''
  const again = ` Asking again in ${formatDuration(retryAt - now)}.`
  const hint =
    failure.kind !== 'transient' && failure.error instanceof ClientError ? ` ${firstOf(failure.error.hint)}` : ''
  return { level: 'warning', text: `${sentence(failure.error)}${hint}${kept}${again}` }
}

/** The first line of a hint, without the sentence that leads over to what stands below it. */
function firstOf(hint: string): string {
  const [line = '', ...rest] = hint.split('\n')
  if (rest.length === 0 || !line.endsWith(':')) return line
  const end = line.lastIndexOf('. ')
  return end === -1 ? `${line.slice(0, -1)}.` : line.slice(0, end + 1)
}

function because(failure: RequestFailure | undefined): string {
  return failure ? `: ${sentence(failure.error)}` : '.'
}

function sentence(error: unknown): string {
  const text = error instanceof ClientError ? error.message : reasonOf(error)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function findings({ verdict, findings: all }: Judgement): string {
  return all.length > 1 ? all.join(', ') : verdict
}

function times(reading: TokenReading, now: number): string {
  if (reading.kind !== 'token') return 'its times cannot be read'
  const age = ageAt(reading.times, now)
  const remaining = remainingAt(reading.times, now)
  const end =
    remaining > 0
      ? `${formatDuration(remaining)} left, until ${formatInstant(reading.times.expiresAt)}`
      : `ended ${formatDuration(-remaining)} ago`
  return `minted ${age < 0 ? `${formatDuration(-age)} in the future` : `${formatDuration(age)} ago`}, ${end}`
}

function left(held: Held, now: number): string {
  return `it lasts ${formatDuration(remainingAt(held.reading.times, now))} more`
}
