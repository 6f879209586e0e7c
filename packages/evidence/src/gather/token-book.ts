import type { HistoryToken } from '../history/history.ts'
import { type ClaimTimes, mintedAtOf, timesId } from '../notes/claim-times.ts'

/** The tokens of a history: the same one under one name, however much a place tells of it. */
export class TokenBook {
  readonly #tokens: HistoryToken[] = []
  readonly #byKey = new Map<string, number>()

  /** The name of the token that has these claims, which is written down if it is new. */
  idOf(claims: ClaimTimes): string {
    const keys = keysOf(claims)
    const found = keys.map((key) => this.#byKey.get(key)).find((index) => index !== undefined)
    const index = found ?? this.#tokens.length
    const known = found === undefined ? undefined : this.#tokens[found]
    const token = known === undefined ? tokenOf(claims) : merged(known, tokenOf(claims))
    this.#tokens[index] = token
    for (const key of keys) this.#byKey.set(key, index)
    return token.id
  }

  /** All of them, in the order in which they were first named. */
  all(): readonly HistoryToken[] {
    return [...this.#tokens]
  }
}

function keysOf(claims: ClaimTimes): readonly string[] {
  const { issuedAt, notBefore, expiresAt, fingerprint, issuer, subject, audience } = claims
  const keys = fingerprint ? [`fingerprint ${fingerprint}`] : []
  if (fingerprint) return keys
  if (expiresAt === null && notBefore === null && issuedAt === null)
    return [`claims ${JSON.stringify([issuer ?? null, subject ?? null, audience ?? null])}`]
  // Some print nbf, some iat: the end they all have.
  const begins = [...new Set([notBefore, issuedAt])].filter((begin) => begin !== null)
  if (begins.length === 0) return [`end ${expiresAt}`]
  const whole = begins.map((begin) => `times ${begin}/${expiresAt}`)
  return expiresAt === null ? whole : [...whole, `end ${expiresAt}`]
}

function tokenOf(claims: ClaimTimes): HistoryToken {
  const { fingerprint = null, issuer = null, subject = null, audience = null, notBefore, expiresAt } = claims
  const isTimed = notBefore !== null || expiresAt !== null || claims.issuedAt !== null
  return {
    id: fingerprint ?? (isTimed ? timesId(claims) : [issuer, subject, audience].join(' ')),
    fingerprint,
    issuer,
    subject,
    audience,
    mintedAt: mintedAtOf(claims),
    notBefore,
    expiresAt,
  }
}

function merged(known: HistoryToken, more: HistoryToken): HistoryToken {
  return {
    id: known.id,
    fingerprint: known.fingerprint ?? more.fingerprint,
    issuer: known.issuer ?? more.issuer,
    subject: known.subject ?? more.subject,
    audience: known.audience ?? more.audience,
    mintedAt: known.mintedAt ?? more.mintedAt,
    notBefore: known.notBefore ?? more.notBefore,
    expiresAt: known.expiresAt ?? more.expiresAt,
  }
}
