import type { ConnectionIssuer } from './issuer-prefix.ts'

/** What the ID tokens of an issuer are like, as far as it matters to who takes them. */
export interface TokenShape {
  /** From `iat` to `exp`. */
  readonly lifetimeSeconds: number
  /** Whether one token is handed out again until shortly before it expires. */
  readonly isReissued: boolean
  /** Whether it has a `jti`, by which a party can take each token once. */
  readonly hasTokenId: boolean
}

/** Measured on tokens of both issuers; gravitational/teleport RFD 0211 and Microsoft Q&A 5866363 show the same. */
const oldTokens: TokenShape = { lifetimeSeconds: 600, isReissued: false, hasTokenId: true }

/** The tokens of a converted connection; measured and documented in the same places. */
export const entraTokens: TokenShape = { lifetimeSeconds: 86_700, isReissued: true, hasTokenId: false }

/** The shape of the tokens that a connection has; null where nobody knows who issues them. */
export function tokenShape(issuer: ConnectionIssuer): TokenShape | null {
  if (issuer === 'entra') return entraTokens
  return issuer === 'azure-devops' ? oldTokens : null
}
