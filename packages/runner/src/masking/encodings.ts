import { base64Forms } from './base64-forms.ts'
import { withoutControls } from './views.ts'

/** Lines and segments shorter than this are not masked on their own: they would hide half of any log. A whole secret is masked at any length, as the agent does. */
const SHORTEST_PART = 4

/** Secrets shorter than this are not sought where every character of them is escaped, nor without the control characters in them. */
const SHORTEST_ESCAPED = 6

/** What no escape changes: job tokens and the like, of which every step brings some. */
const PLAIN = /^[A-Za-z0-9_-]+$/

/**
 * All forms in which a secret may show: as the agent registers them (microsoft/azure-pipelines-agent: the value, its logging-command escapes, base64, JSON and
 * URI escapes, what backslashes in it stand for, without surrounding quotes or line ends), and beyond it each line of a secret with several, the segments of a JWT, base64
 * together with other text, and escapes of every character.
 */
export function formsOf(secret: string): Set<string> {
  const forms = new Set<string>()
  const seen = new Set<string>()
  const add = (value: string) => {
    if (PLAIN.test(value)) {
      forms.add(value)
      return
    }
    for (const form of [value, stripQuotes(value), value.replace(/^[\r\n ]+|[\r\n ]+$/g, '')]) {
      if (seen.has(form)) continue
      seen.add(form)
      for (const encoded of [
        form,
        JSON.stringify(form).slice(1, -1),
        escapeDataString(form),
        unescapeBackslashes(form),
      ])
        if (encoded.trim() !== '') forms.add(encoded)
    }
  }
  for (const form of base64Forms(secret)) forms.add(form)
  if (secret.length >= SHORTEST_ESCAPED) for (const form of escapedForms(secret)) forms.add(form)
  const bare = withoutControls(secret)
  if (bare !== secret && bare.length >= SHORTEST_ESCAPED) forms.add(bare)
  const escapeLines = (value: string) => value.replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  for (const value of [secret, Buffer.from(secret, 'utf8').toString('base64')]) {
    add(value)
    add(escapeLines(value.replaceAll('%', '%AZP25')))
    add(escapeLines(value))
  }
  const lines = secret.split(/\r?\n/)
  if (lines.length > 1) for (const line of lines) if (line.trim().length >= SHORTEST_PART) add(line.trim())
  if (isJwt(secret)) for (const segment of secret.trim().split('.')) if (segment.length >= SHORTEST_PART) add(segment)
  return forms
}

/** Every character escaped, as encoders do that play it safe: `%65%79`, `\\u0065\\u0079`, with capital and with small letters. */
function escapedForms(value: string): readonly string[] {
  const bytes = [...Buffer.from(value, 'utf8')].map((byte) => byte.toString(16).padStart(2, '0'))
  const percent = `%${bytes.join('%')}`
  const units = Array.from(value, (_, at) => value.charCodeAt(at).toString(16).padStart(4, '0'))
  const unicode = `\\u${units.join('\\u')}`
  const capital = `\\u${units.map((unit) => unit.toUpperCase()).join('\\u')}`
  return [percent, percent.toUpperCase(), unicode, capital]
}

/** A value that JavaScript's own escape leaves half as .NET's `Uri.EscapeDataString` does: `!'()*` are escaped too (RFC 3986). */
function escapeDataString(value: string): string {
  try {
    return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  } catch {
    return value // A lone surrogate cannot be escaped, and cannot be printed either.
  }
}

function unescapeBackslashes(value: string): string {
  return value.replaceAll(/\\([\\'"t])/g, (_, character: string) => (character === 't' ? '\t' : character))
}

function stripQuotes(value: string): string {
  const match = /^(['"])([\s\S]+)\1$/.exec(value)
  return match?.[2] ?? value
}

function isJwt(value: string): boolean {
  return /^\s*eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\s*$/.test(value)
}
