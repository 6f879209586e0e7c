import { AZURE_DEVOPS_APP_ID, EXCHANGE_RESOURCE_ID } from '../../ground/federation.ts'
import { encodeGuid, type Guid } from '../../ground/guid.ts'
import type { Claims } from '../../ground/keys/sign-jwt.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { RevocationHints } from './revocation-hint.ts'

/** Entra writes `iat` and `nbf` five minutes before the moment of issue (AppAuth-iOS#264; the report behind this project shows it to the second). */
export const ENTRA_BACK_DATING_SECONDS = 300
/** From the moment of issue to `exp`: 24 hours (teleport RFD 0211: exp - iat is 86 700 s). */
export const ENTRA_ID_TOKEN_LIFETIME_SECONDS = 86_400

/** The claims of an ID token that Entra issues to Azure DevOps for a connection, in the order of a public sample (teleport RFD 0211). */
export function entraIdTokenClaims(token: {
  readonly issuer: string
  readonly subject: string
  readonly tenantId: Guid
  /** The object id of Azure DevOps' service principal in the tenant. */
  readonly principalId: Guid
  readonly mintedAtSeconds: number
  readonly lifetimeSeconds: number
  readonly random: ByteSource
  readonly hints: RevocationHints
}): Claims {
  const issuedAt = token.mintedAtSeconds - ENTRA_BACK_DATING_SECONDS
  return {
    aud: EXCHANGE_RESOURCE_ID,
    iss: token.issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: token.mintedAtSeconds + token.lifetimeSeconds,
    aio: makeAio(token.random),
    azp: AZURE_DEVOPS_APP_ID,
    azpacr: '2',
    idtyp: 'app',
    oid: token.principalId,
    rh: token.hints.of(token.tenantId, EXCHANGE_RESOURCE_ID),
    sub: token.subject,
    tid: token.tenantId,
    uti: makeUti(token.random),
    ver: '2.0',
    xms_ficinfo: 'CAAQARgAIAA',
    xms_idrel: '7 30',
  }
}

/** Opaque to clients: 39 bytes in base64, as long as in public tokens. */
export function makeAio(random: ByteSource): string {
  return random.bytes(39).toString('base64')
}

/** What follows the random part of `xms_ftd` in public tokens: 1, and the name of a region. */
const FTD_TAIL = Buffer.from('\x01eunorth-dsms', 'latin1')

/** `xms_ftd`, opaque to clients: as long and of the form as in public tokens. */
export function makeFtd(random: ByteSource): string {
  return Buffer.concat([random.bytes(32), FTD_TAIL]).toString('base64url')
}

/** The token's own id: 16 bytes in base64url, the last one 0 in every public sample. */
export function makeUti(random: ByteSource): string {
  const bytes = random.bytes(16)
  bytes[15] = 0
  return bytes.toString('base64url')
}

/** For {@link makeUti}: an id that is known already, such as the trace id of the answer. */
export function utiOf(traceId: Guid): string {
  return encodeGuid(traceId)
}
