import { formatDuration, formatInstant, type Instant } from '@mintwell/clock'
import { ageAt, remainingAt, type Token } from '@mintwell/token'

/** The beginning of a fingerprint: enough to compare by eye. */
export function shortPrint({ fingerprint }: Pick<Token, 'fingerprint'>): string {
  return fingerprint.slice(0, 12)
}

/** An instant as a clock time in UTC. */
export function sayInstant(instant: Instant): string {
  return formatInstant(instant).replace('T', ' ').replace('Z', ' UTC')
}

/** What a token is, by its fingerprint, age and what is left. */
export function sayToken(token: Token, now: Instant): string {
  const age = ageAt(token.times, now)
  const left = remainingAt(token.times, now)
  const minted = age >= 0 ? `minted ${formatDuration(age)} ago` : `minted in ${formatDuration(-age)}`
  return `${shortPrint(token)}…, ${minted}, ${left > 0 ? `${formatDuration(left)} left` : `ended ${formatDuration(-left)} ago`}`
}
