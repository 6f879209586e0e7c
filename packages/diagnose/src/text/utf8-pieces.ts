/** Turns a text that comes in pieces into UTF-8. */
export interface Utf8Pieces {
  /** Takes the next piece, and gives what can be read of it now. */
  push(piece: Uint8Array): Uint8Array
  /** Ends the text, and gives what was kept back. */
  end(): Uint8Array
}

/**
 * Makes UTF-8 of what people save as text: Windows PowerShell's `>` writes UTF-16 with a byte order mark, others put one before UTF-8. Anything else stays as it is.
 *
 * @example
 * const pieces = utf8Pieces()
 * for await (const piece of file) explainer.push(pieces.push(piece))
 * explainer.push(pieces.end())
 */
export function utf8Pieces(): Utf8Pieces {
  const encoder = new TextEncoder()
  /** The first bytes, until there are enough of them to see a mark. */
  let head: Uint8Array | undefined = new Uint8Array(0)
  let utf16: InstanceType<typeof TextDecoder> | undefined
  const convert = (bytes: Uint8Array, more: boolean) =>
    utf16 === undefined ? bytes : encoder.encode(utf16.decode(bytes, { stream: more }))
  return {
    push(piece) {
      if (head === undefined) return convert(piece, true)
      const all = new Uint8Array(head.length + piece.length)
      all.set(head)
      all.set(piece, head.length)
      head = all.length < 3 ? all : undefined
      if (head !== undefined) return NOTHING
      if (all[0] === 0xff && all[1] === 0xfe) utf16 = new TextDecoder('utf-16le')
      return convert(all[0] === 0xef && all[1] === 0xbb && all[2] === 0xbf ? all.subarray(3) : all, true)
    },
    end() {
      const rest = head ?? NOTHING
      head = undefined
      return convert(rest, false)
    },
  }
}

const NOTHING = new Uint8Array(0)
