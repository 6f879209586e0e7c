import { ClientError, isTransient } from '../errors.ts'
import type { RequestFailure } from './held.ts'

/** What an error of a source means for asking again. Errors other than the client's own are permanent: asking again does not fix a program. */
export function classifyFailure(error: unknown): RequestFailure {
  if (!(error instanceof ClientError)) return { kind: 'permanent', error }
  const { retryAfterSeconds, mayPass } = error.data
  const retryAfter = typeof retryAfterSeconds === 'number' ? { retryAfter: retryAfterSeconds * 1_000 } : {}
  const kind = mayPass === true ? 'doubtful' : mayPass === false || !isTransient(error) ? 'permanent' : 'transient'
  return { kind, ...retryAfter, error }
}
