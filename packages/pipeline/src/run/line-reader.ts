import { StringDecoder } from 'node:string_decoder'

/** A line without an end is given out in parts of this many characters, so that a program that never ends one does not fill the memory. */
const LONGEST_LINE = 1_048_576

/** Cuts a stream of bytes into lines: UTF-8, `\n` or `\r\n`. A secret that is cut by a chunk's border is whole again here, before it is masked. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    const text = this.#rest + this.#decoder.write(chunk)
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#onLine(text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end))
      start = end + 1
    }
    this.#rest = text.slice(start)
    if (this.#rest.length > LONGEST_LINE) this.#flush()
  }

  /** Gives out what is left when the stream has ended. */
  end(): void {
    this.#rest += this.#decoder.end()
    if (this.#rest !== '') this.#flush()
  }

  #flush(): void {
    const line = this.#rest
    this.#rest = ''
    this.#onLine(line)
  }
}
