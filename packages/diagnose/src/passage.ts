/** A stretch of a log, made readable: once in words, once without any space, since a log may have been wrapped in the middle of a word. */
export interface Passage {
  /** Lines joined, runs of spaces made one. */
  readonly words: string
  /** The same without any white space. */
  readonly packed: string
}

const ESCAPE = String.fromCharCode(27)
const COLOURS = new RegExp(`${ESCAPE}\\[[0-9;]{0,20}m`, 'g')

/**
 * What loggers put before each line: `gh run view --log`'s two columns, a time and a space after it (a time of the message itself has a comma or a dot
 * there), Azure Pipelines' `##[error]`, GitHub's `::error::`, Terraform's box.
 */
const LINE_PREFIX =
  /^\s{0,40}(?:[^\t\n]{1,120}\t[^\t\n]{1,120}\t)?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\s{1,8})?(?:##\[\w{1,20}\]|::error::)?[│|╷╵]?\s{0,40}/

/** Text that is inside JSON, perhaps twice, or inside HTML or XML. */
const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/\\{1,8}r\\{1,8}n|\\{1,8}n/g, '\n'],
  [/\\{1,8}u0027|&#39;|&apos;/gi, "'"],
  [/\\{1,8}u0022|&quot;|\\{1,8}"/gi, '"'],
  [/\\{1,8}u0026|&amp;/gi, '&'],
]

/** Takes escapes, colours, line prefixes and wrapping out of a stretch of a log. */
export function readPassage(text: string): Passage {
  let plain = text.replace(COLOURS, '')
  for (const [written, character] of ESCAPES) plain = plain.replace(written, character)
  const [first = '', ...rest] = plain.split(/\r?\n/)
  const lines = [first, ...rest.map((line) => line.replace(LINE_PREFIX, ''))]
  const words = lines.join(' ').replace(/\s+/g, ' ')
  // Joined without the space, so that a value cut in two by wrapping is whole again.
  return { words, packed: lines.join('').replace(/\s+/g, '') }
}
