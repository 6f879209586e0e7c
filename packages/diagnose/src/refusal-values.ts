import { findTokens, fingerprint } from '@mintwell/token'

/** What a refusal says about itself, by name: `issuer`, `subject`, `audience`, `application`, … */
export type RefusalValues = Readonly<Record<string, string>>

const GUID = '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}'

/** How Entra's messages name their values; the first that matches counts. All repetition is bounded. */
const PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['issuer', /assertion issuer:? '([^']{1,600})'/i],
  ['issuer', /(?:issued by issuer|identity provider) (https:\/\/[^\s']{1,600}?)[.,]?\s/i],
  ['issuer', /\bIssuer '([^']{1,600})'/],
  ['subject', /assertion subject:? '([^']{1,600})'/i],
  ['audience', /assertion audience:? '([^']{1,600})'/i],
  ['expectedSubject', /credential Subject is '([^']{1,600})'/i],
  [
    'application',
    new RegExp(
      `(?:application with identifier|the client|client application|(?:for|to) app|app id) '?(${GUID}|\\*\\*\\*)'?`,
      'i',
    ),
  ],
  ['tenant', /\bTenant '([^']{1,200})' not found/i],
  ['tenant', /(?:tenant identifier|in the directory) '([^']{1,200})'/i],
  ['tenant', new RegExp(`in the tenant (?:named )?(${GUID}|\\*\\*\\*)`, 'i')],
  ['parameter', /following parameter: ('[^']{1,60}'(?: or '[^']{1,60}')?)/i],
  ['scope', /(?:The scope|for scope) (\S{1,400}) (?:isn't|is not) valid/i],
  ['resource', /resource principal named (\S{1,400}) was not found/i],
  ['grantType', /grant type '([^']{1,100})'/i],
  ['keyId', /certificate with identifier (\S{1,200}) used/i],
  ['reason', /\[Reason - ([^\][,]{1,200}?)\.?,/i],
]

/** Reads the values that a message of Entra names. */
export function readValues(words: string): RefusalValues {
  const values: Record<string, string> = {}
  for (const [name, pattern] of PATTERNS) {
    const value = pattern.exec(words)?.[1]
    if (value !== undefined && !(name in values)) values[name] = withoutTokens(value)
  }
  return values
}

/** A text without any token in it: each replaced by the beginning of its fingerprint. */
export function withoutTokens(text: string): string {
  let clean = text
  for (const token of findTokens(text))
    clean = clean.replaceAll(token, `(a token, fingerprint ${fingerprint(token).slice(0, 12)})`)
  return clean
}
