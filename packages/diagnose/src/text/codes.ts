import type { JoinedText } from './joined-text.ts'

/** A code of Entra in a text. */
export interface Code {
  /** Such as `AADSTS700024`. */
  readonly name: string
  /** Where it begins and ends in the words, and in the packed text. */
  readonly place: number
  readonly endPlace: number
  readonly packedStart: number
  readonly packedEnd: number
}

const CODE = /AADSTS\d{4,40}/gi
const COMMENT = /^\s{0,20}(?:#(?![[<])|\/\/|<!--|--\s|rem\s)/i
/** How much of a line tells whether it is a comment. */
const COMMENT_HEAD = 40
const PREFIX_LENGTH = 'AADSTS'.length
const LEAST_DIGITS = 4
const MOST_DIGITS = 9

/** Whether a place is in a comment of a script or a configuration. */
export function isInComment(text: JoinedText, place: number): boolean {
  const { start } = text.lineAt(place)
  return COMMENT.test(text.words.slice(start, Math.min(place, start + COMMENT_HEAD)))
}

/** Finds Entra's codes, in order; one that a line break cut in two too. */
export function findCodes(text: JoinedText): readonly Code[] {
  const codes: Code[] = []
  for (const match of text.packed.matchAll(CODE)) {
    const digits = digitsOf(text, match.index + PREFIX_LENGTH, match[0].length - PREFIX_LENGTH)
    if (digits < LEAST_DIGITS || digits > MOST_DIGITS) continue
    const place = text.placeOf(match.index)
    const packedEnd = match.index + PREFIX_LENGTH + digits
    codes.push({
      name: text.packed.slice(match.index, packedEnd).toUpperCase(),
      place,
      endPlace: text.placeOf(packedEnd - 1) + 1,
      packedStart: match.index,
      packedEnd,
    })
  }
  return codes
}

/** How many of the digits at a place belong to the code: those up to a space; those after a line break as well where a colon follows them, as it follows a code. */
function digitsOf(text: JoinedText, start: number, length: number): number {
  if (text.placeOf(start + length - 1) - text.placeOf(start) === length - 1) return length
  for (let count = 1; count < length; count += 1) {
    const gap = text.words.slice(text.placeOf(start + count - 1) + 1, text.placeOf(start + count))
    if (gap === '') continue
    return gap === '\n' && length <= MOST_DIGITS && text.packed[start + length] === ':' ? length : count
  }
  return length
}
