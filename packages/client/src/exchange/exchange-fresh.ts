import { formatDuration, type Instant } from '@mintwell/clock'
import { ClientError } from '../errors.ts'
import { backOff } from '../keeper/back-off.ts'
import { classifyFailure } from '../keeper/classify-failure.ts'
import type { FreshTokens } from '../keeper/keep-fresh.ts'
import type { Random } from '../keeper/refresh-time.ts'
import { endBy } from '../waiting/end-by.ts'
import type { KeeperClock } from '../waiting/keeper-clock.ts'

/**
 * Exchanges a fresh token; where the service says that exactly this one has ended, it is swapped out and a newer one tried once.
 *
 * @param exchange trades the token that it is given
 */
export async function exchangeFresh<T>(
  tokens: Pick<FreshTokens, 'token' | 'rejected'>,
  exchange: (token: string) => Promise<T>,
): Promise<T> {
  const token = await tokens.token()
  try {
    return await exchange(token)
  } catch (error) {
    if (!(error instanceof ClientError) || error.data.assertionEnded !== true) throw error
    tokens.rejected(token)
    const next = await tokens.token().catch(() => token)
    // The same one again would be refused again; then the service's words are what helps.
    if (next === token) throw error
    return exchange(next)
  }
}

/** What waiting for a token service needs of the world. */
export interface PatiencePorts {
  readonly clock: KeeperClock
  readonly random: Random
  readonly signal?: AbortSignal
  /** Told before each wait. */
  readonly onRetry?: (error: ClientError, retryAt: Instant) => void
}

/** How often an exchange is tried again that the token service could not answer, as the Azure Pipelines agent asks again for ID tokens (microsoft/azure-pipelines-tasks, `azure-arm-rest`). */
const TRIES = 3

/**
 * Tries an exchange again where the token service cannot answer now: three times, after 2 to 8 s or what it asks to wait; all of it, the exchange under way too, ends after `maxWait`
 * milliseconds. What it refuses is refused at once.
 */
export async function exchangePatiently<T>(
  exchange: (signal: AbortSignal) => Promise<T>,
  maxWait: number,
  { clock, random, signal, onRetry }: PatiencePorts,
): Promise<T> {
  const until = clock.now() + maxWait
  for (let count = 1; ; count += 1) {
    try {
      return await endBy({ clock, until, signal, late: () => tooLate(maxWait) }, exchange)
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'ERR_EXCHANGE_UNREACHABLE') throw error
      const { kind, retryAfter = 0 } = classifyFailure(error)
      if (kind === 'permanent') throw error
      const retryAt = clock.now() + Math.max(retryAfter, backOff(count, random))
      if (count > TRIES || retryAt > until) throw error
      onRetry?.(error, retryAt)
      await clock.sleepUntil(retryAt, signal)
    }
  }
}

function tooLate(maxWait: number): ClientError {
  return new ClientError('ERR_EXCHANGE_UNREACHABLE', {
    message: `The token service did not answer within ${formatDuration(maxWait)}.`,
    hint: 'Try again in a while, or wait longer: --max-wait.',
    data: { mayPass: false },
  })
}
