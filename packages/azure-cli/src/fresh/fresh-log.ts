import { describeNews, type Held, type KeeperNews } from '@mintwell/client'
import { formatDuration } from '@mintwell/clock'
import { ageAt, readToken, remainingAt } from '@mintwell/token'
import type { TaskHost } from '../task-host.ts'

/** Writes the lines of the keeper into the step's log: what breaks the contract is an issue of the pipeline. */
export class FreshLog {
  readonly #host: Pick<TaskHost, 'log' | 'issue'>
  readonly #connection: string

  constructor(host: Pick<TaskHost, 'log' | 'issue'>, connection: string) {
    this.#host = host
    this.#connection = connection
  }

  info(text: string): void {
    this.#host.log(`mintwell: ${text}`)
  }

  warn(text: string): void {
    this.#host.issue('warning', `mintwell: ${inputNames(text)}`)
  }

  error(text: string): void {
    this.#host.issue('error', `mintwell: ${inputNames(text)}`)
  }

  tell(news: KeeperNews): void {
    const { level, text } = describeNews(news)
    const line =
      news.kind === 'taken'
        ? `${this.#connection}, asked of Azure DevOps: ${text} Fingerprint ${news.held.reading.fingerprint.slice(0, 12)}.`
        : text
    if (level === 'info') this.info(inputNames(line))
    else if (level === 'warning') this.warn(line)
    else this.error(line)
  }
}

/** The client speaks of its command's options; a task has inputs of the same names. */
export function inputNames(text: string): string {
  return text
    .replace(/--on-breach (wait|retry|warn|fail)/g, 'onBreach: $1')
    .replace(/--(on-breach|max-wait|min-remaining|max-age)/g, (_, name: string) =>
      name.replace(/-(.)/g, (__, letter: string) => letter.toUpperCase()),
    )
    .replace(/--budget/g, 'budget')
}

/** Says what is known of a token that the service had bound to the connection, and that was not used. */
export function describeBound(bound: string, taken: Held, now: number): string {
  const reading = readToken(bound)
  if (reading.kind !== 'token')
    return 'The service had bound something that is not an ID token to the connection; it was not used.'
  if (reading.fingerprint === taken.reading.fingerprint)
    return 'The service had already bound this token to the connection.'
  const left = remainingAt(reading.times, now)
  const end = left > 0 ? `${formatDuration(left)} left` : `ended ${formatDuration(-left)} ago`
  return `The service had bound an ID token to the connection that is ${formatDuration(ageAt(reading.times, now))} old, ${end} (fingerprint ${reading.fingerprint.slice(0, 12)}); it was not used.`
}
