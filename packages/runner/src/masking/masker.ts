import { formsOf } from './encodings.ts'
import { type Begun, FormIndex, type Hit } from './form-index.ts'
import { placeIn, seenView, unescapedView } from './views.ts'

/** The password in a URL's user information, which is hidden whatever it is (the agent's own rule; here a password may hold colons too, RFC 3986 §3.2.1). */
const URL_PASSWORD = /(?<=\/\/[^:/?#\s]{0,256}:)[^@/?#\s]+(?=@)/g

const MASK = '***'

/** The characters of tokens, keys and their encodings, and their least length: only these are searched for when they are broken over lines. */
const UNBROKEN = /^[A-Za-z0-9+/=_.~%\\-]{20,}$/

/**
 * Hides secrets in text. All hits of all secrets are found first, and hits that overlap or touch become one `***`, as the agent does, so that no order of secrets lets a
 * part of one show. A secret is also found with control characters inside, and with some or all of its characters escaped.
 *
 * @example
 * masker.add('abc'); masker.mask('abcabcdef') // '***def'
 */
export class Masker {
  readonly #forms = new FormIndex()
  readonly #long = new FormIndex()
  readonly #secrets = new Set<string>()

  /** From now on this value, and every form of it, is hidden. Blank values are ignored. */
  add(secret: string): void {
    if (secret.trim() === '' || this.#secrets.has(secret)) return
    this.#secrets.add(secret)
    for (const form of formsOf(secret)) {
      this.#forms.add(form)
      if (UNBROKEN.test(form)) this.#long.add(form)
    }
  }

  /** The text with every hit replaced by `***`. */
  mask(text: string): string {
    return replaceHits(text, this.hits(text))
  }

  /** The places of all secrets in a text. */
  hits(text: string, seen = seenView(text)): Hit[] {
    const hits = this.#forms.find(text)
    if (text.includes('//') && text.includes('@')) {
      for (const match of text.matchAll(URL_PASSWORD)) hits.push([match.index, match.index + match[0].length])
    }
    if (seen) for (const [from, to] of this.#forms.find(seen.text)) hits.push(placeIn(seen, from, to))
    const unescaped = unescapedView(seen?.text ?? text)
    if (unescaped)
      for (const [from, to] of this.#forms.find(unescaped.text)) {
        const [start, end] = placeIn(unescaped, from, to)
        hits.push(seen ? placeIn(seen, start, end) : [start, end])
      }
    return hits
  }

  /** The places of the long secrets that begin before one. */
  beginningBefore(text: string, before: number): Hit[] {
    return this.#long.find(text, before)
  }

  /** The long secrets of which a text ends with the beginning, at least `least` characters of it. */
  begun(text: string, least: number): readonly Begun[] {
    return this.#long.begun(text, least)
  }
}

/** The text with these places replaced by `***`; those that overlap or touch become one. */
export function replaceHits(text: string, hits: Hit[]): string {
  if (hits.length === 0) return text
  hits.sort((a, b) => a[0] - b[0])
  let masked = ''
  let done = 0
  let [start, end] = hits[0] as Hit
  for (const [from, to] of hits) {
    if (from <= end) {
      end = Math.max(end, to)
      continue
    }
    masked += text.slice(done, start) + MASK
    done = end
    start = from
    end = to
  }
  return masked + text.slice(done, start) + MASK + text.slice(end)
}
