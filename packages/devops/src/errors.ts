import { foreignLines, foreignText } from '@mintwell/token'

/** Every error that this package reports, by its stable code, with what it means. A message names values, never a token. */
export const codes = {
  ERR_DEVOPS_ORGANIZATION: 'The organization is neither a name nor the address of one.',
  ERR_DEVOPS_SIGNED_OUT:
    'The service does not accept the token: it has expired, was revoked, or belongs to another organization.',
  ERR_DEVOPS_FORBIDDEN: 'The token is valid, but its holder may not read this.',
  ERR_DEVOPS_NOT_FOUND: 'There is no such organization, project or object, or the holder of the token may not see it.',
  ERR_DEVOPS_THROTTLED: 'The service asked for more waiting than was allowed.',
  ERR_DEVOPS_UNAVAILABLE: 'The service is temporarily unavailable (5xx), also when asked again.',
  ERR_DEVOPS_UNREACHABLE: 'The service could not be reached, or did not answer in time.',
  ERR_DEVOPS_ANSWER: 'The service answered with something that cannot be used.',
  ERR_DEVOPS_SAVED: 'A folder of saved answers cannot be used.',
} as const satisfies Readonly<Record<string, string>>

export type DevOpsErrorCode = keyof typeof codes

/**
 * An error of reading Azure DevOps, Microsoft Graph or Azure Resource Manager.
 *
 * @example
 * if (error instanceof DevOpsError && error.code === 'ERR_DEVOPS_SIGNED_OUT') console.error(error.hint)
 */
export class DevOpsError extends Error {
  override readonly name = 'DevOpsError'
  readonly code: DevOpsErrorCode
  /** The next step. */
  readonly hint: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(
    code: DevOpsErrorCode,
    details: {
      readonly message: string
      readonly hint: string
      readonly data?: Readonly<Record<string, unknown>>
      readonly cause?: unknown
    },
  ) {
    super(foreignText(details.message), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = foreignLines(details.hint)
    this.data = details.data ?? {}
  }
}
