import { cutSegments, loneExpression } from './segments.ts'

/** A key that is an instruction: what `${{ if … }}` and its kin say. */
export type Directive =
  | { readonly kind: 'if' | 'elseif'; readonly condition: string }
  | { readonly kind: 'else' }
  | { readonly kind: 'insert' }
  | { readonly kind: 'each'; readonly name: string; readonly collection: string }
  /** A directive that is not written as it must be, with what the service says about it. */
  | { readonly kind: 'malformed'; readonly message: string }

const KEYWORD = /^(if|elseif|else|each|insert)(?=[\s(]|$)/

/**
 * The directive of a text that is one template expression, if it is one. The words count in lower case only; what has the wrong number of parameters after `if` and
 * `elseif` is no directive but an expression, and an error as such (measured).
 */
export function readDirective(text: string): Directive | undefined {
  if (!text.startsWith('$' + '{{')) return undefined
  const segments = cutSegments(text)
  const inner = segments === 'unclosed' ? undefined : loneExpression(segments)
  return inner === undefined ? undefined : readInner(inner)
}

/** The directive of what stands between the delimiters. */
export function readInner(inner: string): Directive | undefined {
  const keyword = KEYWORD.exec(inner)?.[1]
  if (keyword === undefined) return undefined
  const rest = inner.slice(keyword.length).trim()
  const units = cutUnits(rest)
  switch (keyword) {
    case 'if':
    case 'elseif':
      return units.length === 1 ? { kind: keyword, condition: rest } : undefined
    case 'else':
    case 'insert':
      return units.length === 0 ? { kind: keyword } : wrongCount(keyword, 0, units.length)
    default:
      return readEach(rest, units)
  }
}

function readEach(rest: string, units: readonly Unit[]): Directive {
  const [name, separator, collection] = units
  if (units.length !== 3 || !name || !separator || !collection) return wrongCount('each', 3, units.length)
  if (separator.text !== 'in') {
    return {
      kind: 'malformed',
      message: `The value '${separator.text}' is unexpected. The expected format of an 'each' expression is: \${ each <identifier> in <value> }`,
    }
  }
  return { kind: 'each', name: name.text, collection: rest.slice(collection.start) }
}

function wrongCount(keyword: string, expected: number, actual: number): Directive {
  return {
    kind: 'malformed',
    message: `Exactly ${expected} parameter(s) were expected following the directive '${keyword}'. Actual parameter count: ${actual}`,
  }
}

interface Unit {
  readonly text: string
  readonly start: number
}

/**
 * Cuts the parameters of a directive: each is one value of an expression, a call with its arguments included, so that neither the spaces in a call nor those in text
 * part it (measured).
 */
function cutUnits(text: string): readonly Unit[] {
  const units: Unit[] = []
  let at = 0
  while (at < text.length) {
    const start = at
    at = endOfUnit(text, at)
    units.push({ text: text.slice(start, at).trim(), start })
    while (/\s/.test(text.charAt(at))) at += 1
  }
  return units
}

function endOfUnit(text: string, from: number): number {
  let depth = 0
  let at = from
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === "'") at = endOfText(text, at)
    else if ('(['.includes(character)) depth += 1
    else if (')]'.includes(character)) depth -= 1
    else if (depth === 0 && /\s/.test(character) && !/^\s*[([]/.test(text.slice(at, at + 80))) return at
    at += 1
  }
  return text.length
}

function endOfText(text: string, from: number): number {
  const close = text.indexOf("'", from + 1)
  return close === -1 ? text.length : close
}
