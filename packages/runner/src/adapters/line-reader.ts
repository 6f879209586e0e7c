import { StringDecoder } from 'node:string_decoder'

/** A line without an end is given out in parts of this many characters, so that a program that never ends one does not fill the memory. */
export const LONGEST_LINE = 1_048_576
/** How far back a place is looked for where such a line can be cut without cutting a secret. */
const CUT_WITHIN = 65_536

/** Cuts a stream of bytes into lines: UTF-8, `\n` or `\r\n`. A secret that is cut by a chunk's border is whole again here, before it is masked. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    const added = this.#decoder.write(chunk)
    // Only what is new is searched: dots of progress that come one by one must not cost more with each.
    if (!added.includes('\n')) {
      this.#rest += added
      if (this.#rest.length > LONGEST_LINE) this.#giveOutPart()
      return
    }
    const text = this.#rest + added
    let start = 0
    for (let end = text.indexOf('\n', this.#rest.length); end !== -1; end = text.indexOf('\n', start)) {
      this.#onLine(text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end))
      start = end + 1
    }
    this.#rest = text.slice(start)
    if (this.#rest.length > LONGEST_LINE) this.#giveOutPart()
  }

  /** Gives out what is left when the stream has ended. */
  end(): void {
    const line = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (line !== '') this.#onLine(line)
  }

  /** Cuts after a space, or else between a character of a token, a key or base64 and one that is not: half of a secret would not be masked. */
  #giveOutPart(): void {
    const tail = this.#rest.slice(-CUT_WITHIN)
    const within = Math.max(lastMatch(tail, /\s/g), 0) || Math.max(lastMatch(tail, /[^A-Za-z0-9+/=_.~-]/g), 0)
    const cut = within === 0 ? this.#rest.length : this.#rest.length - tail.length + within
    const part = this.#rest.slice(0, cut)
    this.#rest = this.#rest.slice(cut)
    this.#onLine(part)
  }
}

/** The place behind the last match; -1 where there is none. */
function lastMatch(text: string, pattern: RegExp): number {
  let last = -1
  for (const match of text.matchAll(pattern)) last = match.index + match[0].length
  return last
}
