/** Upper case, one character for one, as .NET's ordinal comparison without case does it: `ß` stays `ß`. */
export function upperOrdinal(text: string): string {
  return mapCharacters(text, (character) => character.toUpperCase())
}

/** Lower case, one character for one. */
export function lowerOrdinal(text: string): string {
  return mapCharacters(text, (character) => character.toLowerCase())
}

/** Texts of these characters have no mapping that changes their length. */
const LATIN = /^[ -~\s]*$/

function mapCharacters(text: string, map: (text: string) => string): string {
  if (LATIN.test(text)) return map(text)
  let result = ''
  for (const character of text) {
    const mapped = map(character)
    result += mapped.length === character.length ? mapped : character
  }
  return result
}
