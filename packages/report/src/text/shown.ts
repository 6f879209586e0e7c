import { foreignText } from '@mintwell/token'

/** How much of a name is shown, in characters. */
const LONGEST_NAME = 300

/** A name or text of the history, fit to be shown: no token, nothing that an output obeys, not too long. */
export function shown(text: string, longest = LONGEST_NAME): string {
  return foreignText(text, { longest })
}

/** The same; null stays null, and so does a text without a character. */
export function shownOrNull(text: string | null): string | null {
  return text === null || text === '' ? null : shown(text)
}
