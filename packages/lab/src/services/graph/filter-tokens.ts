import { fail, graphErrors } from './graph-error.ts'

/** A piece of a `$filter`: a word (a property, an operator, a function), a value, or punctuation. */
export type FilterToken =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'mark'; readonly text: string }

const PIECE = /\s*(?:'((?:[^']|'')*)'|([A-Za-z_][\w./@]*)|(-?\d+(?:\.\d+)?)(?![\w-])|([(),:]))/y
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** Takes a filter into pieces (OData 4.0, ABNF). Fails with 400. */
export function tokenize(filter: string): readonly FilterToken[] {
  const tokens: FilterToken[] = []
  const piece = new RegExp(PIECE)
  while (piece.lastIndex < filter.trimEnd().length) {
    const at = piece.lastIndex
    const match = piece.exec(filter)
    if (!match) return fail(graphErrors.invalidFilter(`syntax error at position ${at} in '${filter}'.`))
    const [, text, word, number, mark] = match
    const constant = CONSTANTS.get(word ?? '')
    if (text !== undefined) tokens.push({ kind: 'value', value: text.replaceAll("''", "'") })
    else if (number !== undefined) tokens.push({ kind: 'value', value: Number(number) })
    else if (constant !== undefined) tokens.push({ kind: 'value', value: constant })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else tokens.push({ kind: 'mark', text: mark as string })
  }
  return tokens
}
