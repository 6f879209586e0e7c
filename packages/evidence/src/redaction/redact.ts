import { foreignText } from '@mintwell/token'
import { secretForms } from './secret-forms.ts'

const HIDDEN = '***'

/** The longest text of a log that is kept, in characters. */
const LONGEST_TEXT = 1_200

/** Makes a text of a log fit for any output: without what has the form of a secret, and with nothing that a terminal or an agent obeys. */
export function safeText(text: string, longest = LONGEST_TEXT): string {
  // What is far behind the part that is kept is not worth looking at; a secret across the cut is.
  return foreignText(withoutSecretForms(text.slice(0, longest * 4)), { longest })
}

/** The text without what has the form of a secret. */
export function withoutSecretForms(text: string): string {
  return secretForms.reduce(
    (rest, { pattern }) => rest.replace(pattern, (_, kept: unknown) => (typeof kept === 'string' ? kept : '') + HIDDEN),
    text,
  )
}

/** The names of the forms of secrets that a finished output still has; none is what it must be. Never the secret. */
export function findLeaks(text: string): readonly string[] {
  return [...new Set(secretForms.filter(({ pattern }) => text.search(pattern) !== -1).map(({ name }) => name))]
}
