import type { Cursor } from './cursor.ts'
import { scannerError } from './yaml-error.ts'

const simple: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}

const digitsOf: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/**
 * Reads one escape of a text in double quotes, with the cursor on its backslash.
 *
 * @throws LanguageError `ERR_YAML_SYNTAX`
 */
export function readEscape(cursor: Cursor, file: string): string {
  const start = cursor.mark()
  const letter = cursor.text.charAt(cursor.index + 1)
  if (Object.hasOwn(simple, letter)) {
    cursor.skip(2)
    return simple[letter] as string
  }
  const digits = digitsOf[letter]
  if (digits === undefined)
    throw scannerError('While parsing a quoted scalar, found unknown escape character.', start, file)
  const source = cursor.text.slice(cursor.index + 2, cursor.index + 2 + digits)
  const code = /^[\da-f]+$/i.test(source) && source.length === digits ? Number.parseInt(source, 16) : Number.NaN
  if (!(code <= 0x10ffff)) {
    throw scannerError('While scanning a quoted scalar, did not find expected hexadecimal number.', start, file)
  }
  cursor.skip(2 + digits)
  return String.fromCodePoint(code)
}
