import { formatDuration } from '@mintwell/clock'
import { ClientError } from '../errors.ts'
import type { IdTokenSource, SourcedToken } from '../sources/id-token-source.ts'
import { endBy } from '../waiting/end-by.ts'
import type { KeeperClock } from '../waiting/keeper-clock.ts'

/** The longest that one request of a source may take, in milliseconds: two answers of a service at their longest, where a name has to be looked up first. */
const REQUEST_LIMIT_MS = 120_000

/**
 * Asks a source once. It may be slow, or a program that hangs: without a limit such a request would be the last one.
 *
 * @throws ClientError `ERR_SOURCE_UNREACHABLE` at the limit, and what the source rejects with
 */
export function askSource(source: IdTokenSource, clock: KeeperClock, signal: AbortSignal): Promise<SourcedToken> {
  const until = clock.now() + REQUEST_LIMIT_MS
  return endBy({ clock, until, signal, late: () => tooLate(source) }, (limited) => source.request(limited))
}

function tooLate({ name }: Pick<IdTokenSource, 'name'>): ClientError {
  return new ClientError('ERR_SOURCE_UNREACHABLE', {
    message: `${name} did not answer within ${formatDuration(REQUEST_LIMIT_MS)}.`,
    hint: 'Ask again; if it lasts, look at the service, or at the program that should print the token.',
  })
}
