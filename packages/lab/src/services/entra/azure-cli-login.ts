import type { Instant } from '@mintwell/clock'

/** What is seen of a request for a token. */
export interface ClientRequest {
  /** The header `x-client-sku`, by which MSAL says what it is. */
  readonly sku: string | null
  readonly fields: ReadonlyMap<string, string>
  /** Of the assertion; null when there is none. */
  readonly fingerprint: string | null
  readonly at: Instant
}

/** az's name for Azure Resource Manager, as `scope`, in the public and the national clouds: the resource ends with a slash, so there are two. */
const LOGIN_SCOPE = /^https:\/\/management\.core\.[a-z0-9.-]+\/\/\.default$/
/** How long before its end MSAL takes a token of its cache for ended, in milliseconds (MSAL.Python: 5 minutes). */
const RENEWAL_OFFSET_MS = 300_000
/** How many assertions are remembered; a choice of the lab. */
const ASSERTIONS_REMEMBERED = 256

/**
 * Tells `az login` from all else that presents an assertion. Measured with az 2.45.0: every exchange of az comes from MSAL.Python
 * (`x-client-sku`) with the capability `CP1` among its claims; `az login` asks for az's own name of Resource Manager, and what az needs later of that
 * resource comes from its cache. So such an exchange is a login, but for the one with which az renews an ended token of its cache: that one the script
 * asked for. A script of its own with MSAL asks in its own words, without the capability.
 */
export class AzureCliLogins {
  /** When the token for Resource Manager ends that az got for an assertion. */
  readonly #grantedUntil = new Map<string, Instant>()

  /** What az presents its assertion for: to log in, or to renew the token that a login gave it. Undefined where it is not az that asks, or not for this. */
  recognize({ sku, fields, fingerprint, at }: ClientRequest): 'login' | 'renewal' | undefined {
    if (sku !== 'MSAL.Python' || !LOGIN_SCOPE.test(fields.get('scope') ?? '')) return undefined
    if (!hasCapability(fields.get('claims') ?? '')) return undefined
    const until = fingerprint === null ? undefined : this.#grantedUntil.get(fingerprint)
    return until === undefined || at < until - RENEWAL_OFFSET_MS ? 'login' : 'renewal'
  }

  /** az was granted what it was recognized for. */
  granted(fingerprint: string, until: Instant): void {
    this.#grantedUntil.delete(fingerprint)
    this.#grantedUntil.set(fingerprint, until)
    const [oldest] = this.#grantedUntil.keys()
    if (this.#grantedUntil.size > ASSERTIONS_REMEMBERED && oldest !== undefined) this.#grantedUntil.delete(oldest)
  }
}

/** `{"access_token":{"xms_cc":{"values":["CP1"]}}}`: the client can answer claims challenges (Microsoft Learn, continuous access evaluation). */
function hasCapability(claims: string): boolean {
  return claims.includes('"xms_cc"') && claims.includes('"CP1"')
}
