import { formsOf } from './encodings.ts'

/** What the password in a URL's user information becomes, whatever it is (the agent's own pattern). */
const URL_PASSWORD = /(?<=\/\/[^:/?#\n]{0,256}:)([^:@/?#\s]+)(?=@)/g

const MASK = '***'

/**
 * Hides secrets in text. All hits of all secrets are found first, and hits that overlap or touch become one `***`, as the agent does, so that no order of secrets lets a
 * part of one show.
 *
 * @example
 * masker.add('abc'); masker.mask('abcabcdef') // '***def'
 */
export class Masker {
  readonly #forms = new Set<string>()
  readonly #secrets = new Set<string>()

  /** From now on this value, and every form of it, is hidden. Blank values are ignored. */
  add(secret: string): void {
    if (secret.trim() === '' || this.#secrets.has(secret)) return
    this.#secrets.add(secret)
    for (const form of formsOf(secret)) this.#forms.add(form)
  }

  /** The text with every hit replaced by `***`. */
  mask(text: string): string {
    const hits: [number, number][] = []
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) hits.push([at, at + form.length])
    }
    if (text.includes('://') && text.includes('@')) {
      for (const match of text.matchAll(URL_PASSWORD)) hits.push([match.index, match.index + match[0].length])
    }
    if (hits.length === 0) return text
    hits.sort((a, b) => a[0] - b[0])
    let masked = ''
    let done = 0
    let [start, end] = hits[0] as [number, number]
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
}
