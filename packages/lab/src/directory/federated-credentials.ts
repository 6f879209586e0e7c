import type { Instant } from '@mintwell/clock'
import { LabError } from '../ground/errors.ts'
import type { Guid } from '../ground/guid.ts'

/** What an application trusts: tokens of one issuer for one subject. */
export interface FederatedCredential {
  readonly id: Guid
  readonly name: string
  readonly issuer: string
  readonly subject: string
  /** Exactly one. */
  readonly audiences: readonly string[]
  readonly description?: string
  readonly createdAt: Instant
}

/** Most credentials an application can have (Microsoft Learn, federated identity credentials, considerations). */
export const CREDENTIAL_LIMIT = 20
/** Longest issuer, subject, audience or description, in characters (same page). */
export const CREDENTIAL_TEXT_LIMIT = 600
/** 3 to 120 characters, letters, digits, `_` and `-`, the first one a letter or digit (same page). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/

/**
 * Checks a credential against Entra's rules and against those that the application has. Throws `ERR_CREDENTIAL_INVALID`,
 * `ERR_CREDENTIAL_EXISTS` or `ERR_CREDENTIAL_LIMIT`; `data.rule` names the rule.
 */
export function checkCredential(candidate: FederatedCredential, present: readonly FederatedCredential[]): void {
  const [audience] = candidate.audiences
  if (!NAME.test(candidate.name)) invalid('name', candidate.name, '3 to 120 letters, digits, _ and -')
  if (candidate.audiences.length !== 1 || audience === undefined) {
    invalid('audiences', String(candidate.audiences.length), 'exactly one audience')
  }
  const texts = { issuer: candidate.issuer, subject: candidate.subject, audience }
  for (const [field, text] of Object.entries(texts)) {
    if (text.length === 0) invalid(field, text, 'not empty')
    if (text.length > CREDENTIAL_TEXT_LIMIT)
      invalid(field, `${text.length} characters`, `at most ${CREDENTIAL_TEXT_LIMIT} characters`)
  }
  if ((candidate.description?.length ?? 0) > CREDENTIAL_TEXT_LIMIT) {
    invalid('description', `${candidate.description?.length} characters`, `at most ${CREDENTIAL_TEXT_LIMIT} characters`)
  }
  if (!isIssuerUrl(candidate.issuer)) invalid('issuer', candidate.issuer, 'an https URL')
  for (const other of present) {
    if (other.id === candidate.id) continue
    if (other.name === candidate.name)
      throw new LabError('ERR_CREDENTIAL_EXISTS', { rule: 'name', name: candidate.name })
    if (other.issuer === candidate.issuer && other.subject === candidate.subject) {
      throw new LabError('ERR_CREDENTIAL_EXISTS', {
        rule: 'issuer and subject',
        issuer: other.issuer,
        subject: other.subject,
      })
    }
  }
  if (present.filter((other) => other.id !== candidate.id).length >= CREDENTIAL_LIMIT) {
    throw new LabError('ERR_CREDENTIAL_LIMIT', { limit: CREDENTIAL_LIMIT })
  }
}

function invalid(field: string, value: string, rule: string): never {
  throw new LabError('ERR_CREDENTIAL_INVALID', { field, value, rule })
}

function isIssuerUrl(issuer: string): boolean {
  // White space at the ends blocks the exchange in Entra, so it is kept, not refused (Microsoft Learn, troubleshooting).
  return URL.canParse(issuer.trim()) && new URL(issuer.trim()).protocol === 'https:'
}
