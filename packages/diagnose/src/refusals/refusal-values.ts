import { findTokens, fingerprint } from '@mintwell/token'
import { onOneLine } from '../text/joined-text.ts'
import { phraseOf } from '../text/phrase.ts'

/** What a refusal says about itself, by name: `issuer`, `subject`, `audience`, `application`, … */
export type RefusalValues = Readonly<Record<string, string>>

const GUID = '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}'

/** How Entra's messages name their values; the first that matches counts. All repetition is bounded. */
const PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['issuer', /assertion issuer:? '([^']{1,600})'/],
  ['issuer', /(?:issued by issuer|identity provider) (https:\/\/[^\s']{1,600}?)[.,]?(?:\s|$)/],
  ['issuer', /\b(?:token )?issuer '([^']{1,600})'/],
  ['subject', /assertion subject:? '([^']{1,600})'/],
  ['audience', /assertion audience:? '([^']{1,600})'/],
  ['expectedSubject', /credential Subject is '([^']{1,600})'/],
  [
    'application',
    new RegExp(
      `(?:application with identifier|the client|client application|(?:for|to) app|app id|application) '?(${GUID}|\\*\\*\\*)'?`,
    ),
  ],
  ['tenant', /\bTenant '([^']{1,200})' not found/],
  ['tenant', /(?:tenant identifier|in the directory|in the tenant) '([^']{1,200})'/],
  ['tenant', new RegExp(`in the tenant (?:named )?(${GUID}|\\*\\*\\*)`)],
  ['parameter', /following parameter: ('[^']{1,60}'(?: or '[^']{1,60}')?)/],
  ['scope', /(?:The scope|for scope) (\S{1,400}) (?:isn't|is not) valid/],
  ['resource', /resource principal named (\S{1,400}) was not found/],
  ['resource', /must use multi-factor authentication to access '([^']{1,200})'/],
  ['grantType', /grant type '([^']{1,100})'/],
  ['keyId', /certificate with identifier (\S{1,200}) used/],
  ['thumbprint', /Thumbprint of key used by client: '([^']{1,200})'/],
  // The reason may have commas of its own; it ends with its full stop, with the next of the known parts, or with the bracket.
  ['reason', /\[Reason - ([^\][]{1,300}?)(?:\.? ?\]|\., |\.?, (?:Thumbprint|Found key|Please visit|Configured keys))/],
]

const PHRASES = PATTERNS.map(([name, pattern]) => [name, phraseOf(pattern)] as const)

/** Reads the values that a message of Entra names; `packed` is the message without white space. */
export function readValues(words: string, packed: string): RefusalValues {
  const values: Record<string, string> = {}
  for (const [name, phrase] of PHRASES) {
    if (name in values) continue
    const value = first(phrase.spaced, words) ?? first(phrase.packed, packed)
    if (value !== undefined) values[name] = withoutTokens(onOneLine(value))
  }
  return values
}

function first(pattern: RegExp, text: string): string | undefined {
  pattern.lastIndex = 0
  return pattern.exec(text)?.[1]
}

/** A text without any token in it: each replaced by the beginning of its fingerprint. */
export function withoutTokens(text: string): string {
  let clean = text
  if (!/e[wy]/.test(text)) return text
  for (const token of new Set(findTokens(text)))
    clean = clean.replaceAll(token, `(a token, fingerprint ${fingerprint(token).slice(0, 12)})`)
  return clean
}
