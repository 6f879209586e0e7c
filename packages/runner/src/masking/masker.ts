import { formsOf } from './encodings.ts'

/** The password in a URL's user information, which is hidden whatever it is (the agent's own rule; here a password may hold colons too, RFC 3986 §3.2.1). */
const URL_PASSWORD = /(?<=\/\/[^:/?#\s]{0,256}:)[^@/?#\s]+(?=@)/g

const MASK = '***'

/** Secrets are looked up by this many first characters, so that the time for a line does not grow with the number of secrets. */
const PREFIX_LENGTH = 3

/**
 * Hides secrets in text. All hits of all secrets are found first, and hits that overlap or touch become one `***`, as the agent does, so that no order of secrets lets a
 * part of one show.
 *
 * @example
 * masker.add('abc'); masker.mask('abcabcdef') // '***def'
 */
export class Masker {
  readonly #forms = new Set<string>()
  readonly #byPrefix = new Map<string, string[]>()
  /** By UTF-16 code unit, whether a form begins with it: most characters of a line are passed over without a look into the map. */
  readonly #begins = new Uint8Array(0x1_0000)
  readonly #short: string[] = []
  readonly #secrets = new Set<string>()

  /** From now on this value, and every form of it, is hidden. Blank values are ignored. */
  add(secret: string): void {
    if (secret.trim() === '' || this.#secrets.has(secret)) return
    this.#secrets.add(secret)
    for (const form of formsOf(secret)) {
      if (this.#forms.has(form)) continue
      this.#forms.add(form)
      if (form.length < PREFIX_LENGTH) {
        this.#short.push(form)
        continue
      }
      const prefix = form.slice(0, PREFIX_LENGTH)
      const sharing = this.#byPrefix.get(prefix)
      if (sharing) sharing.push(form)
      else this.#byPrefix.set(prefix, [form])
      this.#begins[form.charCodeAt(0)] = 1
    }
  }

  /** The text with every hit replaced by `***`. */
  mask(text: string): string {
    const hits: [number, number][] = []
    for (let at = 0; at <= text.length - PREFIX_LENGTH; at++) {
      if (this.#begins[text.charCodeAt(at)] === 0) continue
      for (const form of this.#byPrefix.get(text.slice(at, at + PREFIX_LENGTH)) ?? []) {
        if (text.startsWith(form, at)) hits.push([at, at + form.length])
      }
    }
    for (const form of this.#short) {
      for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) hits.push([at, at + form.length])
    }
    if (text.includes('//') && text.includes('@')) {
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
