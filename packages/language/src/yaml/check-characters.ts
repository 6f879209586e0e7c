import { LanguageError } from '../errors.ts'
import { Cursor } from './cursor.ts'

/** NUL, which the service's reader takes for the end of the file, and halves of surrogate pairs, which no UTF-8 text has. */
const REFUSED = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/**
 * Refuses what no text file has. A byte that is not UTF-8 comes as `U+DC00` plus the byte, as readers of files put it (`pipeline-files` in the command).
 *
 * @throws LanguageError `ERR_YAML_SYNTAX`
 */
export function checkCharacters(text: string, file: string): void {
  const index = text.search(REFUSED)
  if (index < 0) return
  const code = text.charCodeAt(index)
  throw new LanguageError('ERR_YAML_SYNTAX', {
    message: code === 0 ? 'the file contains a NUL character' : describeByte(code),
    hint: 'Save the file as UTF-8 text.',
    place: { file, ...positionOf(text, index) },
  })
}

function describeByte(code: number): string {
  const byte = code - 0xdc00
  const isByte = byte >= 0x80 && byte <= 0xff
  return isByte
    ? `the byte 0x${byte.toString(16).toUpperCase()} is not UTF-8 here`
    : `U+${code.toString(16).toUpperCase()} is not a character`
}

function positionOf(text: string, index: number): { readonly line: number; readonly column: number } {
  const cursor = new Cursor(text.slice(0, index))
  for (;;) {
    if (cursor.ended) return { line: cursor.line, column: cursor.column }
    const { index: before } = cursor
    cursor.skipBreak()
    if (cursor.index === before) cursor.skip()
  }
}
