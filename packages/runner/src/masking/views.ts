/**
 * What a terminal does not show as a character of its own: control characters but for the tab, what they begin (colours, cursor moves, titles: ECMA-48), soft hyphens and
 * zero-width characters. A secret with one of these inside looks whole to a reader of the log.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought.
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\^_]|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g

/** Escapes of characters: `%65`, `\u0065`, `\u{65}`, `\x65`, `&#101;`, `&#x65;`, and a backslash before what may go without one. */
const ESCAPE =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#([0-9]{1,7});|\\(["'/\\])/iy

const [PERCENT, BACKSLASH, AMPERSAND] = [0x25, 0x5c, 0x26]

/** A part of a view, and what it was written as: as long as that, or one escape. */
interface Piece {
  /** Where the part begins in the view. */
  readonly at: number
  /** Where what it was written as begins, and where it ends. */
  readonly from: number
  readonly to: number
  readonly isEscape: boolean
}

/** A text as a reader sees it, and where its characters are in the text as it was written. */
export interface View {
  readonly text: string
  /** In their order; absent where the two are the same. */
  readonly pieces?: readonly Piece[]
}

/** The text without what a terminal does not show. */
export function withoutControls(text: string): string {
  return text.replace(UNSEEN, '')
}

/** The text without what a terminal does not show; undefined where there is nothing of the kind. */
export function seenView(text: string): View | undefined {
  return text.search(UNSEEN) === -1 ? undefined : rewritten(text, text.matchAll(UNSEEN), () => '')
}

/** The text with its escapes undone; undefined where there are none. Places are those of the text that this view is of. */
export function unescapedView(text: string): View | undefined {
  return rewritten(text, escapesIn(text), (match) => {
    const [, percent, unit, point, byte, hexEntity, entity, plain] = match
    if (plain !== undefined) return plain
    const hex = percent ?? unit ?? point ?? byte ?? hexEntity
    const code = hex === undefined ? Number(entity) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** Where a part of a view is in the text that the view is of. */
export function placeIn({ pieces }: View, from: number, to: number): readonly [number, number] {
  if (!pieces) return [from, to]
  const first = pieceAt(pieces, from)
  const last = pieceAt(pieces, to - 1)
  return [
    first.isEscape ? first.from : first.from + from - first.at,
    last.isEscape ? last.to : last.from + to - last.at,
  ]
}

/** The last piece that begins at this place or before it. */
function pieceAt(pieces: readonly Piece[], place: number): Piece {
  let [low, high] = [0, pieces.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle] as Piece).at <= place) low = middle
    else high = middle - 1
  }
  return pieces[low] as Piece
}

/** The escapes in a text. What one begins with is sought first, by itself: a line of a log has few of these, and the whole pattern is slow (measured, ten times). */
function* escapesIn(text: string): Generator<RegExpExecArray> {
  for (let at = nextOf(text, 0); at !== -1; at = nextOf(text, at)) {
    ESCAPE.lastIndex = at
    const match = ESCAPE.exec(text)
    if (match) yield match
    at += match ? match[0].length : 1
  }
}

function nextOf(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === PERCENT || code === BACKSLASH || code === AMPERSAND) return at
  }
  return -1
}

function rewritten(
  text: string,
  matches: Iterable<RegExpExecArray>,
  replace: (match: RegExpExecArray) => string,
): View | undefined {
  const pieces: Piece[] = []
  let seen = ''
  let done = 0
  const keep = (end: number) => {
    if (end > done) pieces.push({ at: seen.length, from: done, to: end, isEscape: false })
    seen += text.slice(done, end)
  }
  for (const match of matches) {
    keep(match.index)
    done = match.index + match[0].length
    const put = replace(match)
    if (put !== '') pieces.push({ at: seen.length, from: match.index, to: done, isEscape: true })
    seen += put
  }
  if (done === 0) return undefined
  keep(text.length)
  return { text: seen, pieces }
}
