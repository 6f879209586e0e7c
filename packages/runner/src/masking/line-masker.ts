import type { Hit } from './form-index.ts'
import { type Masker, replaceHits } from './masker.ts'
import { placeIn, seenView, type View } from './views.ts'

/** So much of a secret must be there to be known as its beginning, in characters: the rest of the line is hidden with it, and the lines that go on with it. */
const LEAST = 8
/** So much of a line that does not end a secret must go on with one to be hidden, in characters. */
const LEAST_OF_REST = 4
/** So many other lines may come in between, from a second stream or a program in the background. */
const LINES_BETWEEN = 8

/** A secret that has begun in earlier lines. */
interface Open {
  readonly form: string
  /** How much of it there was. */
  readonly matched: number
  /** How many lines have come since. */
  readonly since: number
}

/**
 * Hides secrets in the lines of a log, also those that a program broke over several lines: `base64` breaks at 76 characters, `openssl` at 64, `fold` at any. No line is kept back: where one ends with the
 * beginning of a secret, that much is hidden at once, and so is whatever goes on with it. Of a secret in lines of under eight characters the first seven show.
 */
export class LineMasker {
  readonly #masker: Masker
  #open: readonly Open[] = []
  /** The end of the lines before, too short to tell a secret by. */
  #tail = ''

  constructor(masker: Masker) {
    this.#masker = masker
  }

  /** The line with every secret in it, and every part of one that is broken over lines, replaced by `***`. */
  mask(line: string): string {
    const seen = seenView(line)
    const hits = this.#masker.hits(line, seen)
    const view = seen ?? { text: line }
    const lead = view.text.length - view.text.trimStart().length
    const body = view.text.trim()
    if (body === '') return replaceHits(line, hits)
    const put = (from: number, to: number) => {
      const hit = clipped(view, lead + from, lead + to)
      if (hit) hits.push(hit)
    }
    const open = this.#open.flatMap((each) => goOn(each, body, put) ?? [])
    const joined = this.#tail + body
    for (const { form, from } of this.#masker.begun(joined, LEAST)) {
      const begin = from - this.#tail.length
      put(Math.max(0, begin), body.length)
      const matched = body.length - begin
      // What begins in an earlier line is found once more where that is still in the tail.
      if (!open.some((each) => each.form === form && each.matched === matched)) open.push({ form, matched, since: 0 })
    }
    // One that began in the tail may also be whole by now.
    for (const [, to] of this.#masker.beginningBefore(joined, this.#tail.length)) put(0, to - this.#tail.length)
    this.#open = open
    this.#tail = joined.slice(1 - LEAST)
    return replaceHits(line, hits)
  }
}

/** Hides what goes on with a secret; gives what is still open of it, and undefined where it is at its end. */
function goOn(open: Open, body: string, put: (from: number, to: number) => void): Open | undefined {
  const { form, matched, since } = open
  let common = 0
  while (common < body.length && matched + common < form.length && form[matched + common] === body[common]) common++
  if (matched + common === form.length) {
    put(0, common)
    return undefined
  }
  if (common === body.length) {
    put(0, common)
    return { form, matched: matched + common, since: 0 }
  }
  if (common >= LEAST_OF_REST) {
    put(0, common)
    return undefined
  }
  return since < LINES_BETWEEN ? { form, matched, since: since + 1 } : undefined
}

function clipped(view: View, from: number, to: number): Hit | undefined {
  return from < to ? placeIn(view, from, to) : undefined
}
