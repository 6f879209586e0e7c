/** A line that is longer is cut: no line of a log that tells something is. In characters. */
const LONGEST_LINE = 65_536

/** Cuts bytes into lines, in memory that does not grow with them. UTF-8, or UTF-16 with a byte order mark, which Windows PowerShell's `>` writes. */
export class LineSplitter {
  #decoder: InstanceType<typeof TextDecoder> | undefined
  #head = new Uint8Array()
  #rest = ''
  #isCut = false

  /** The lines that end in this piece. */
  push(chunk: Uint8Array): readonly string[] {
    const bytes = this.#decoder === undefined ? this.#begin(chunk) : chunk
    return bytes === undefined ? [] : this.#split(this.#decoder?.decode(bytes, { stream: true }) ?? '')
  }

  /** The last line, where it has no end. */
  end(): readonly string[] {
    if (this.#decoder === undefined) this.#decoder = new TextDecoder('utf-8')
    const lines = this.#split(this.#decoder.decode(this.#head))
    const last = this.#rest === '' ? [] : [this.#rest]
    this.#rest = ''
    return [...lines, ...last]
  }

  #begin(chunk: Uint8Array): Uint8Array | undefined {
    const bytes = new Uint8Array(this.#head.length + chunk.length)
    bytes.set(this.#head)
    bytes.set(chunk, this.#head.length)
    if (bytes.length < 2) {
      this.#head = bytes
      return undefined
    }
    this.#head = new Uint8Array()
    this.#decoder = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8')
    return bytes
  }

  #split(text: string): readonly string[] {
    const parts = (this.#rest + text).split('\n')
    const last = parts.pop() ?? ''
    const lines: string[] = []
    for (const part of parts) {
      if (!this.#isCut) lines.push(part.slice(0, LONGEST_LINE).replace(/\r$/, ''))
      this.#isCut = false
    }
    if (last.length > LONGEST_LINE) {
      if (!this.#isCut) lines.push(last.slice(0, LONGEST_LINE))
      this.#isCut = true
      this.#rest = ''
    } else this.#rest = this.#isCut ? '' : last
    return lines
  }
}
