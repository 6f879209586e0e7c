import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Clock } from '@mintwell/clock'
import type { Tenants } from '../../directory/tenants.ts'
import { entraIssuerV1 } from '../../ground/federation.ts'
import { isGuid } from '../../ground/guid.ts'
import type { Claims } from '../../ground/keys/sign-jwt.ts'
import type { SigningKey, SigningKeys } from '../../ground/keys/signing-keys.ts'
import type { AccessToken, ProtectedResource, TokenProblem, TokenVerdict } from './access-token.ts'
import { type CompactJws, parseCompactJws, secondsClaim, textClaim } from './compact-jws.ts'

interface Ports {
  readonly clock: Clock
  /** Entra's own keys, which sign access tokens. */
  readonly keys: SigningKeys
  readonly tenants: Tenants
}

/**
 * Checks the access tokens that are presented to the lab's resources: signed by Entra's own keys, for this resource, of a tenant of the lab, for an
 * application, and within its time on the lab's clock. Keys are taken from Entra itself, not from its documents, so that a fault in what is published
 * for assertions does not end access tokens; a key that is no longer kept ends them. There is no tolerance at the end: what tolerance the real
 * resources have is not public, and a token that is used after its `exp` is what a test is there to find.
 *
 * @example
 * const verdict = await tokens.check(request.headers.get('authorization'), resourceManager)
 */
export class AccessTokenCheck {
  readonly #ports: Ports
  /** Deriving a public key takes longer than verifying with it. */
  readonly #publicKeys = new WeakMap<SigningKey, KeyObject>()

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** Looks at an `Authorization` header. */
  async check(authorization: string | null, resource: ProtectedResource): Promise<TokenVerdict> {
    if (!authorization) return { kind: 'missing' }
    const compact = BEARER.exec(authorization)?.[1]
    if (compact === undefined) return { kind: 'scheme' }
    const jws = parseCompactJws(compact)
    if (!jws) return { kind: 'malformed' }
    if (!(await this.#isSigned(jws))) return { kind: 'signature' }
    return this.#judge(jws.claims, resource)
  }

  async #isSigned(jws: CompactJws): Promise<boolean> {
    const keys = await this.#ports.keys.published()
    const key = keys.find(({ kid, x5t }) => (jws.kid === undefined ? x5t === jws.x5t : kid === jws.kid))
    return key !== undefined && verify('sha256', jws.signedInput, this.#publicKey(key), jws.signature)
  }

  #publicKey(key: SigningKey): KeyObject {
    const known = this.#publicKeys.get(key) ?? createPublicKey(key.privateKey)
    this.#publicKeys.set(key, known)
    return known
  }

  #judge(claims: Claims, resource: ProtectedResource): TokenVerdict {
    const audience = textClaim(claims, 'aud') ?? ''
    if (!resource.audiences.has(audience)) return { kind: 'audience', audience }
    const issuer = textClaim(claims, 'iss') ?? ''
    const tenantId = textClaim(claims, 'tid') ?? ''
    // The lab's resources take v1.0 tokens alone, as the real ones do; an ID token has another issuer and another audience.
    if (!isGuid(tenantId) || issuer !== entraIssuerV1(tenantId) || !this.#ports.tenants.find(tenantId)) {
      return { kind: 'issuer', issuer }
    }
    const clientId = textClaim(claims, 'appid')
    const principalId = textClaim(claims, 'oid')
    if (claims.idtyp !== 'app' || !clientId || !principalId) return { kind: 'principal' }
    return this.#judgeTimes(claims, { tenantId, clientId, principalId, audience })
  }

  #judgeTimes(claims: Claims, facts: Omit<AccessToken, 'expiresAt'>): TokenVerdict {
    const expires = secondsClaim(claims, 'exp')
    const notBefore = secondsClaim(claims, 'nbf')
    if (expires === undefined || notBefore === undefined) return { kind: 'malformed' }
    const now = this.#ports.clock.now()
    const expiresAt = expires * 1_000
    const problem: TokenProblem | undefined =
      now >= expiresAt
        ? { kind: 'expired', expiresAt }
        : now < notBefore * 1_000
          ? { kind: 'not-yet-valid', notBefore: notBefore * 1_000 }
          : undefined
    return problem ?? { kind: 'accepted', token: { ...facts, expiresAt } }
  }
}

/** The scheme compares without case (RFC 9110, section 11.1). */
const BEARER = /^bearer +(\S+)$/i
