import { DASH, HASH, isBlank, isBreak, SPACE, TAB } from './characters.ts'
import type { Cursor } from './cursor.ts'
import type { YamlToken } from './token.ts'
import { scannerError } from './yaml-error.ts'

const PLUS = 43

interface Header {
  readonly chomping: 'clip' | 'strip' | 'keep'
  /** The indentation that was written behind `|`, or 0. */
  readonly increment: number
}

/** Reads the text below `|` or `>`; `indent` is the column, from 0, of the block around it, or -1. */
export function scanBlockScalar(cursor: Cursor, indent: number, file: string): Extract<YamlToken, { kind: 'scalar' }> {
  const start = cursor.mark()
  const literal = cursor.text.charAt(cursor.index) === '|'
  cursor.skip()
  const header = readHeader(cursor, start, file)
  const minimum = Math.max(indent, 0)
  const first = readBreaks(cursor, header.increment > 0 ? minimum + header.increment : undefined, indent, file)
  const column = header.increment > 0 ? minimum + header.increment : first.column
  let text = ''
  let breaks = first.breaks
  /** The break at the end of the last line, still to be written. */
  let lastBreak = ''
  let wasIndented = false
  let end = cursor.mark()
  while (cursor.column - 1 === column && !cursor.ended && !cursor.isDocumentIndicator()) {
    const indented = isBlank(cursor.code())
    const folds = !literal && lastBreak !== '' && !wasIndented && !indented
    if (folds) text += breaks === 0 ? ' ' : ''
    else text += lastBreak
    text += '\n'.repeat(breaks)
    wasIndented = indented
    const from = cursor.index
    while (!isBreak(cursor.code()) && !cursor.ended) cursor.skip()
    text += cursor.text.slice(from, cursor.index)
    lastBreak = isBreak(cursor.code()) ? '\n' : ''
    cursor.skipBreak()
    end = cursor.mark()
    breaks = readBreaks(cursor, column, indent, file).breaks
  }
  if (header.chomping !== 'strip') text += lastBreak
  if (header.chomping === 'keep') text += '\n'.repeat(breaks)
  return { kind: 'scalar', text, style: literal ? 'literal' : 'folded', start, end }
}

function readHeader(cursor: Cursor, start: Parameters<typeof scannerError>[1], file: string): Header {
  let chomping: Header['chomping'] = 'clip'
  let increment = 0
  for (;;) {
    const code = cursor.code()
    if (code === PLUS || code === DASH) chomping = code === PLUS ? 'keep' : 'strip'
    else if (code >= 48 && code <= 57) increment = code - 48
    else break
    if (code === 48)
      throw scannerError('While scanning a block scalar, found an indentation indicator equal to 0.', start, file)
    cursor.skip()
  }
  while (isBlank(cursor.code())) cursor.skip()
  if (cursor.code() === HASH) while (!isBreak(cursor.code()) && !cursor.ended) cursor.skip()
  if (!isBreak(cursor.code()) && !cursor.ended) {
    throw scannerError('While scanning a block scalar, did not find expected comment or line break.', start, file)
  }
  cursor.skipBreak()
  return { chomping, increment }
}

/** Moves over empty lines to the next text; the indentation is that of the text where it is not given. */
function readBreaks(
  cursor: Cursor,
  column: number | undefined,
  indent: number,
  file: string,
): { readonly breaks: number; readonly column: number } {
  let breaks = 0
  let deepest = 0
  for (;;) {
    while ((column === undefined || cursor.column - 1 < column) && cursor.code() === SPACE) cursor.skip()
    deepest = Math.max(deepest, cursor.column - 1)
    if ((column === undefined || cursor.column - 1 < column) && cursor.code() === TAB) {
      throw scannerError(
        'While scanning a block scalar, found a tab character where an indentation space is expected.',
        cursor.mark(),
        file,
      )
    }
    if (!isBreak(cursor.code())) break
    cursor.skipBreak()
    breaks += 1
  }
  return { breaks, column: column ?? Math.max(deepest, indent + 1, 1) }
}
