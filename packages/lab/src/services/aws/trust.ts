import type { Directory } from '../../directory/directory.ts'
import type { AwsSettings, OidcProvider, RoleTrust } from '../../ground/aws-settings.ts'
import { EXCHANGE_AUDIENCE, EXCHANGE_RESOURCE_ID } from '../../ground/federation.ts'
import { isLabIssuer } from '../bearer/lab-issuers.ts'

/** The longest session of any role, in seconds: 12 hours (AWS, AssumeRoleWithWebIdentity, DurationSeconds). */
export const SESSION_LIMIT_SECONDS = 43_200

const OWN_AUDIENCES = [EXCHANGE_AUDIENCE, EXCHANGE_RESOURCE_ID]
const EVERY_ROLE: readonly RoleTrust[] = [{}]

/** The provider for a token's issuer; undefined where none is registered. */
export function findProvider(settings: AwsSettings, directory: Directory, issuer: string): OidcProvider | undefined {
  if (settings.providers) return settings.providers.find((provider) => provider.issuer === issuer)
  return isLabIssuer(directory, issuer) ? { issuer, audiences: OWN_AUDIENCES } : undefined
}

/** The trust policy by which a token may assume a role; undefined where none lets it. */
export function findTrust(
  settings: AwsSettings,
  token: { readonly role: string; readonly issuer: string; readonly audience: string; readonly subject: string },
): RoleTrust | undefined {
  return (settings.roles ?? EVERY_ROLE).find((trust) =>
    (['role', 'issuer', 'audience', 'subject'] as const).every((name) => isLike(token[name], trust[name] ?? '*')),
  )
}

/** `StringLike` of IAM policies: with case, `*` for any text, `?` for one character. Takes time in proportion to both lengths, whatever the pattern. */
export function isLike(text: string, pattern: string): boolean {
  let at = 0
  let position = 0
  let star = -1
  let retry = 0
  while (at < text.length) {
    if (
      position < pattern.length &&
      (pattern[position] === '?' || pattern[position] === text[at]) &&
      pattern[position] !== '*'
    ) {
      at += 1
      position += 1
    } else if (pattern[position] === '*') {
      star = position++
      retry = at
    } else if (star >= 0) {
      position = star + 1
      at = ++retry
    } else return false
  }
  while (pattern[position] === '*') position += 1
  return position === pattern.length
}
