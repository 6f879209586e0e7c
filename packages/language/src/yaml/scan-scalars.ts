import {
  COLON,
  HASH,
  isBlank,
  isBlankBreakOrEnd,
  isBreak,
  isEnd,
  isFlowIndicator,
  QUOTE,
  SPACE,
  TAB,
} from './characters.ts'
import type { Cursor } from './cursor.ts'
import { scanBlockScalar } from './scan-block-scalar.ts'
import { readEscape } from './scan-escape.ts'
import type { YamlToken } from './token.ts'
import { scannerError } from './yaml-error.ts'

export { scanBlockScalar }

type ScalarToken = Extract<YamlToken, { kind: 'scalar' }>

/** Line breaks between parts of a scalar become a space, or one break less than there are. */
export function fold(breaks: number): string {
  return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)
}

/** What a plain scalar ended with, beside its token. */
export interface PlainScalar {
  readonly token: ScalarToken
  /** It went over a line break, so that a key may follow. */
  readonly brokeLine: boolean
  /** A comment on a line of its own cut it off. */
  readonly cutByComment: boolean
}

/** Reads text without quotes; lines that are indented further than `indent` continue it. */
export function scanPlainScalar(cursor: Cursor, indent: number, inFlow: boolean, file: string): PlainScalar {
  const start = cursor.mark()
  let end = start
  let text = ''
  let pending = ''
  let breaks = 0
  let cutByComment = false
  for (;;) {
    if (cursor.isDocumentIndicator()) break
    if (cursor.code() === HASH) {
      cutByComment = breaks > 0 && cursor.column > indent
      break
    }
    const from = cursor.index
    while (!endsPlain(cursor, inFlow)) cursor.skip()
    if (cursor.index > from) {
      text += (breaks > 0 ? fold(breaks) : pending) + cursor.text.slice(from, cursor.index)
      end = cursor.mark()
    }
    const code = cursor.code()
    if (!isBlank(code) && !isBreak(code)) break
    if (cursor.index > from) {
      pending = ''
      breaks = 0
    }
    while (isBlank(cursor.code()) || isBreak(cursor.code())) {
      if (isBreak(cursor.code())) {
        cursor.skipBreak()
        breaks += 1
        continue
      }
      if (breaks > 0 && cursor.column <= indent && cursor.code() === TAB) {
        throw scannerError(
          'While scanning a plain scalar, found a tab character that violate indentation.',
          start,
          file,
        )
      }
      if (breaks === 0) pending += cursor.text.charAt(cursor.index)
      cursor.skip()
    }
    if (!inFlow && cursor.column <= indent) break
  }
  return { token: { kind: 'scalar', text, style: 'plain', start, end }, brokeLine: breaks > 0, cutByComment }
}

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const code = cursor.code()
  if (isBlankBreakOrEnd(code)) return true
  if (inFlow && isFlowIndicator(code)) return true
  if (code !== COLON) return false
  const next = cursor.code(1)
  return isBlankBreakOrEnd(next) || (inFlow && isFlowIndicator(next))
}

/** Reads text in quotes. Its lines may continue at any indentation, as the service's reader takes them. */
export function scanQuotedScalar(cursor: Cursor, file: string): ScalarToken {
  const start = cursor.mark()
  const single = cursor.code() === QUOTE
  cursor.skip()
  let text = ''
  for (;;) {
    if (cursor.isDocumentIndicator()) {
      throw scannerError('While scanning a quoted scalar, found unexpected document indicator.', start, file)
    }
    if (cursor.ended) throw scannerError('While scanning a quoted scalar, found unexpected end of stream.', start, file)
    const part = readWord(cursor, single, file)
    text += part.text
    if (part.closed) break
    text += readSpace(cursor, part.escapedBreak)
  }
  return { kind: 'scalar', text, style: single ? 'single-quoted' : 'double-quoted', start, end: cursor.mark() }
}

interface Word {
  readonly text: string
  readonly closed: boolean
  readonly escapedBreak: boolean
}

function readWord(cursor: Cursor, single: boolean, file: string): Word {
  let text = ''
  for (;;) {
    const from = cursor.index
    let code = cursor.code()
    while (!isBlankBreakOrEnd(code) && code !== QUOTE && code !== 34 && code !== 92) {
      cursor.skip()
      code = cursor.code()
    }
    text += cursor.text.slice(from, cursor.index)
    if (isBlankBreakOrEnd(code)) return { text, closed: false, escapedBreak: false }
    if (single && code === QUOTE && cursor.code(1) === QUOTE) {
      text += "'"
      cursor.skip(2)
    } else if (code === (single ? QUOTE : 34)) {
      cursor.skip()
      return { text, closed: true, escapedBreak: false }
    } else if (!single && code === 92 && isBreak(cursor.code(1))) {
      cursor.skip()
      return { text, closed: false, escapedBreak: true }
    } else if (!single && code === 92) text += readEscape(cursor, file)
    else {
      text += cursor.text.charAt(cursor.index)
      cursor.skip()
    }
  }
}

/** White space inside quotes: kept within a line, folded where lines break; a break that is escaped gives nothing. */
function readSpace(cursor: Cursor, escapedBreak: boolean): string {
  let space = ''
  let breaks = 0
  while (isBlank(cursor.code()) || isBreak(cursor.code())) {
    if (isBreak(cursor.code())) {
      cursor.skipBreak()
      breaks += 1
    } else {
      if (breaks === 0) space += cursor.code() === SPACE ? ' ' : '\t'
      cursor.skip()
    }
  }
  if (breaks === 0) return isEnd(cursor.code()) ? '' : space
  return escapedBreak ? '\n'.repeat(breaks - 1) : fold(breaks)
}
