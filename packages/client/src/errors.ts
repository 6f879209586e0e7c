import { foreignLines, foreignText } from '@mintwell/token'

/**
 * Every error that this package reports, by its stable code, with what it means. A message names values, never a token.
 */
export const codes = {
  ERR_SOURCE_NONE: 'No source of ID tokens was found in the environment.',
  ERR_SOURCE_CONFIGURATION: 'A source lacks something that it needs, such as a variable or a connection.',
  ERR_SOURCE_HOST:
    'The address for ID tokens is not one of the service that the job belongs to, so the job token is not sent there.',
  ERR_SOURCE_UNREACHABLE: 'The service could not be reached, or did not answer in time.',
  ERR_SOURCE_UNAVAILABLE: 'The service is temporarily unavailable (5xx).',
  ERR_SOURCE_THROTTLED: 'The service asks to wait (429).',
  ERR_SOURCE_ANSWER: 'The response of the service does not contain an ID token.',
  ERR_SOURCE_FILE: 'The file that should hold the ID token cannot be read.',
  ERR_SOURCE_COMMAND: 'The command that should print the ID token failed.',
  ERR_JOB_TOKEN_MISSING: 'The step was not given the job token.',
  ERR_JOB_TOKEN_REFUSED: 'The job token was refused: it has expired, or belongs to another job.',
  ERR_CONNECTION_MISSING: 'No service connection was named.',
  ERR_CONNECTION_UNAUTHORIZED: 'No task input of the stage names the service connection, so no token is issued for it.',
  ERR_CONNECTION_UNKNOWN: 'There is no such service connection, or the pipeline may not use it.',
  ERR_PERMISSION_MISSING: 'The job was not given the permission to ask for ID tokens.',
  ERR_METHOD: 'The service does not support this kind of request.',
  ERR_CONTRACT: 'The token is not fresh enough for the contract, and no fresher one could be obtained.',
  ERR_TOKEN_ENDED: 'The last token has expired, and no newer one could be obtained.',
  ERR_KEEPER_CLOSED: 'The keeper was closed.',
  ERR_EXCHANGE_REFUSED: 'The token service refused the exchange.',
  ERR_EXCHANGE_UNREACHABLE: 'The token service could not be reached, or could not answer.',
  ERR_SURFACE_CONFIGURATION: 'Something that a surface needs, such as a client id, is unknown.',
  ERR_SURFACE_WRITE: 'A file for the command could not be written.',
  ERR_RECEIPTS: 'The file of receipts cannot be read or written.',
  ERR_TELEMETRY_ADDRESS: 'The address that telemetry is to be sent to is not one.',
} as const satisfies Readonly<Record<string, string>>

export type ClientErrorCode = keyof typeof codes

/** What an error says beyond its code. */
export interface ErrorDetails {
  readonly message: string
  readonly hint: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * An error of the client.
 *
 * @example
 * if (error instanceof ClientError && error.code === 'ERR_CONNECTION_UNAUTHORIZED') console.error(error.hint)
 */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: ClientErrorCode
  /** The next step. */
  readonly hint: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: ClientErrorCode, details: ErrorDetails) {
    super(foreignText(details.message), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = foreignLines(details.hint)
    this.data = details.data ?? {}
  }
}

const TRANSIENT: readonly ClientErrorCode[] = [
  'ERR_SOURCE_UNREACHABLE',
  'ERR_SOURCE_UNAVAILABLE',
  'ERR_SOURCE_THROTTLED',
  'ERR_EXCHANGE_UNREACHABLE',
]

/** Whether the same request may well succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return error instanceof ClientError && TRANSIENT.includes(error.code)
}

/** What an error of Node says, in a few words: never empty. */
export function reasonOf(error: unknown): string {
  const { message, code, cause } = error as { message?: string; code?: string; cause?: unknown }
  if (message) return code && !message.includes(code) ? `${message} (${code})` : message
  return code || (cause ? reasonOf(cause) : 'no answer')
}
