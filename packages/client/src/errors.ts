/**
 * Every error that this package reports, by its stable code, with what it means. A message names values, never a token.
 */
export const codes = {
  ERR_SOURCE_NONE: 'No source of ID tokens was found in the environment.',
  ERR_SOURCE_CONFIGURATION: 'A source lacks something that it needs, such as a variable or a connection.',
  ERR_SOURCE_UNREACHABLE: 'The service could not be reached, or did not answer in time.',
  ERR_SOURCE_UNAVAILABLE: 'The service answered that it cannot answer now (5xx).',
  ERR_SOURCE_THROTTLED: 'The service asks to wait (429).',
  ERR_SOURCE_ANSWER: 'The service answered with something that holds no ID token.',
  ERR_JOB_TOKEN_REFUSED: 'The job token was refused: it has ended, or is not one of this job.',
  ERR_CONNECTION_UNAUTHORIZED: 'No task input of the stage names the service connection, so no token is issued for it.',
  ERR_CONNECTION_UNKNOWN: 'There is no such service connection, or the pipeline may not use it.',
  ERR_METHOD: 'The service was called in a way that it does not support.',
} as const satisfies Readonly<Record<string, string>>

export type ClientErrorCode = keyof typeof codes

/**
 * An error of the client.
 *
 * @example
 * if (error instanceof ClientError && error.code === 'ERR_CONNECTION_UNAUTHORIZED') console.error(error.hint)
 */
export class ClientError extends Error {
  readonly code: ClientErrorCode
  /** The next step. */
  readonly hint: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: ClientErrorCode, details: { readonly message: string; readonly hint: string; readonly data?: Readonly<Record<string, unknown>>; readonly cause?: unknown }) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ClientError'
    this.code = code
    this.hint = details.hint
    this.data = details.data ?? {}
  }
}

/** Whether the same request may well succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return error instanceof ClientError && ['ERR_SOURCE_UNREACHABLE', 'ERR_SOURCE_UNAVAILABLE', 'ERR_SOURCE_THROTTLED', 'ERR_SOURCE_ANSWER'].includes(error.code)
}
