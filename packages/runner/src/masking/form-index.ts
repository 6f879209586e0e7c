/** Forms are looked up by this many first characters, so that the time for a line does not grow with the number of secrets. */
const PREFIX_LENGTH = 3

/** A part of a text: the place of its first character, and the place behind its last. */
export type Hit = readonly [from: number, to: number]

/** A form of which a text has the beginning. */
export interface Begun {
  readonly form: string
  /** Where it begins. */
  readonly from: number
}

/** Finds any of many texts in a text, in time that is linear in its length. */
export class FormIndex {
  readonly #forms = new Set<string>()
  readonly #byPrefix = new Map<string, string[]>()
  /** By UTF-16 code unit, whether a form begins with it: most characters of a line are passed over without a look into the map. */
  readonly #begins = new Uint8Array(0x1_0000)
  readonly #short: string[] = []
  #longest = 0

  add(form: string): void {
    if (this.#forms.has(form)) return
    this.#forms.add(form)
    this.#longest = Math.max(this.#longest, form.length)
    if (form.length < PREFIX_LENGTH) {
      this.#short.push(form)
      return
    }
    const prefix = form.slice(0, PREFIX_LENGTH)
    const sharing = this.#byPrefix.get(prefix)
    if (sharing) sharing.push(form)
    else this.#byPrefix.set(prefix, [form])
    this.#begins[form.charCodeAt(0)] = 1
  }

  /** Every place where a form occurs in the text, or only those that begin before one. */
  find(text: string, before = text.length): Hit[] {
    const hits: Hit[] = []
    const last = Math.min(before - 1, text.length - PREFIX_LENGTH)
    for (let at = 0; at <= last; at++) {
      if (this.#begins[text.charCodeAt(at)] === 0) continue
      for (const form of this.#byPrefix.get(text.slice(at, at + PREFIX_LENGTH)) ?? []) {
        if (text.startsWith(form, at)) hits.push([at, at + form.length])
      }
    }
    for (const form of this.#short) {
      for (let at = text.indexOf(form); at !== -1 && at < before; at = text.indexOf(form, at + 1))
        hits.push([at, at + form.length])
    }
    return hits
  }

  /** The forms that begin in the text and are not at their end where it ends, each with its first place; at least `least` characters of it are there. */
  begun(text: string, least: number): readonly Begun[] {
    const found = new Map<string, number>()
    for (let at = Math.max(0, text.length - this.#longest); at <= text.length - least; at++) {
      if (this.#begins[text.charCodeAt(at)] === 0) continue
      const length = text.length - at
      for (const form of this.#byPrefix.get(text.slice(at, at + PREFIX_LENGTH)) ?? []) {
        if (form.length > length && !found.has(form) && isPrefix(form, text, at)) found.set(form, at)
      }
    }
    return [...found].map(([form, from]) => ({ form, from }))
  }
}

/** Whether the text from `at` on is the beginning of the form; the ends are looked at first, where forms of one kind differ. */
function isPrefix(form: string, text: string, at: number): boolean {
  const length = text.length - at
  if (form.charCodeAt(length - 1) !== text.charCodeAt(text.length - 1)) return false
  return text.endsWith(form.slice(0, length))
}
