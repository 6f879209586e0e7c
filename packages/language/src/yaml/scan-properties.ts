import { isBlankBreakOrEnd, isBreak, isFlowIndicator } from './characters.ts'
import type { Cursor } from './cursor.ts'
import type { YamlToken } from './token.ts'

/** Reads `&name`. */
export function scanAnchor(cursor: Cursor): YamlToken {
  return { kind: 'anchor', ...scanName(cursor) }
}

/** Reads `*name`. */
export function scanAlias(cursor: Cursor): YamlToken {
  return { kind: 'alias', ...scanName(cursor) }
}

function scanName(cursor: Cursor) {
  const start = cursor.mark()
  cursor.skip()
  const from = cursor.index
  while (!isBlankBreakOrEnd(cursor.code()) && !isFlowIndicator(cursor.code())) cursor.skip()
  return { name: cursor.text.slice(from, cursor.index), start, end: cursor.mark() }
}

/** Reads `!tag`, which a pipeline makes nothing of. */
export function scanTag(cursor: Cursor, inFlow: boolean): YamlToken {
  const start = cursor.mark()
  while (!isBlankBreakOrEnd(cursor.code()) && !(inFlow && isFlowIndicator(cursor.code()))) cursor.skip()
  return { kind: 'tag', start, end: cursor.mark() }
}

/** Reads a line such as `%YAML 1.1`. */
export function scanDirective(cursor: Cursor): YamlToken {
  const start = cursor.mark()
  while (!isBreak(cursor.code()) && !cursor.ended) cursor.skip()
  return { kind: 'directive', start, end: cursor.mark() }
}
