/**
 * What a terminal does not show as a character of its own: control characters but for the tab, what they begin (colours, cursor moves, titles: ECMA-48), soft hyphens and
 * zero-width characters. A secret with one of these inside looks whole to whoever reads the log.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought.
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\^_]|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g

/** Escapes of characters: `%65`, `\u0065`, `\u{65}`, `\x65`, `&#101;`, `&#x65;`, and a backslash before what may go without one. */
const ESCAPE =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#([0-9]{1,7});|\\(["'/\\])/gi

/** A text as it is read by somebody, and where each of its characters stands in the text as it was written. */
export interface View {
  readonly text: string
  /** The place of the first and behind the last character of what a character of `text` was written as; absent where the two are the same. */
  readonly places?: { readonly from: Int32Array; readonly to: Int32Array }
}

/** The text without what a terminal does not show. */
export function withoutControls(text: string): string {
  return text.replace(UNSEEN, '')
}

/** The text without what a terminal does not show; undefined where there is nothing of the kind. */
export function seenView(text: string): View | undefined {
  return rewritten(text, UNSEEN, () => '')
}

/** The text with its escapes undone; undefined where there are none. Places are those of the text that this view is of. */
export function unescapedView(text: string): View | undefined {
  if (!/[%\\&]/.test(text)) return undefined
  return rewritten(text, ESCAPE, (match) => {
    const [, percent, unit, point, byte, hexEntity, entity, plain] = match
    if (plain !== undefined) return plain
    const hex = percent ?? unit ?? point ?? byte ?? hexEntity
    const code = hex === undefined ? Number(entity) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** Where a part of a view stands in the text that it is of. */
export function placeIn({ places }: View, from: number, to: number): readonly [number, number] {
  return places ? [places.from[from] as number, places.to[to - 1] as number] : [from, to]
}

function rewritten(text: string, pattern: RegExp, replace: (match: RegExpMatchArray) => string): View | undefined {
  const starts: number[] = []
  const ends: number[] = []
  let seen = ''
  let done = 0
  const keep = (end: number) => {
    for (let at = done; at < end; at++) {
      starts.push(at)
      ends.push(at + 1)
    }
    seen += text.slice(done, end)
  }
  for (const match of text.matchAll(pattern)) {
    keep(match.index)
    done = match.index + match[0].length
    const put = replace(match)
    seen += put
    for (let count = 0; count < put.length; count++) {
      starts.push(match.index)
      ends.push(done)
    }
  }
  if (done === 0) return undefined
  keep(text.length)
  return { text: seen, places: { from: Int32Array.from(starts), to: Int32Array.from(ends) } }
}
