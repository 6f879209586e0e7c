import { type FilterToken, tokenize } from './filter-tokens.ts'
import { fail, graphErrors } from './graph-error.ts'

type Value = string | number | boolean | null
type Members = Readonly<Record<string, unknown>>

/** A `$filter`, as far as clients ask `applications` and `servicePrincipals` with it. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'is'; readonly property: string; readonly values: readonly Value[]; readonly negated: boolean }
  | { readonly kind: 'starts'; readonly property: string; readonly text: string }
  /** `property/any(x:startsWith(x/member,'text'))`: an advanced query. */
  | { readonly kind: 'has-starting'; readonly property: string; readonly member: string; readonly text: string }
  /** `property/any(x:x eq 'value')` */
  | { readonly kind: 'has'; readonly property: string; readonly value: Value }

/** Reads a `$filter`: `eq`, `ne`, `in`, `startswith`, `any`, `and`, `or`, `not` and parentheses. Fails with 400. */
export function parseFilter(text: string): Filter {
  const reader = new Reader(text)
  const filter = reader.or()
  reader.end()
  return filter
}

/** Does an object, as Graph shows it, match? Texts compare without case, as Graph's do. */
export function matches(filter: Filter, object: Readonly<Record<string, unknown>>): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, object) && matches(filter.right, object)
    case 'or':
      return matches(filter.left, object) || matches(filter.right, object)
    case 'not':
      return !matches(filter.of, object)
    case 'is':
      return filter.values.some((value) => same(readPath(object, filter.property), value)) !== filter.negated
    case 'starts': {
      const value = readPath(object, filter.property)
      return typeof value === 'string' && value.toLowerCase().startsWith(filter.text.toLowerCase())
    }
    case 'has-starting': {
      const value = readPath(object, filter.property)
      const text = filter.text.toLowerCase()
      const starts = (each: unknown) =>
        String(readPath(each as Members, filter.member))
          .toLowerCase()
          .startsWith(text)
      return Array.isArray(value) && value.some(starts)
    }
    case 'has': {
      const value = readPath(object, filter.property)
      return Array.isArray(value) && value.some((each) => same(each, filter.value))
    }
  }
}

/** Whether a filter looks into the members of a list, which Graph does for advanced queries only (Microsoft Learn, "Advanced query capabilities"). */
export function isAdvanced(filter: Filter | undefined): boolean {
  if (filter?.kind === 'and' || filter?.kind === 'or') return isAdvanced(filter.left) || isAdvanced(filter.right)
  return filter?.kind === 'has-starting' || (filter?.kind === 'not' && isAdvanced(filter.of))
}

/** The value that every match must have in a property, where the filter says so: spares looking through all objects. */
export function requiredText(filter: Filter | undefined, property: string): string | undefined {
  if (filter?.kind === 'and') return requiredText(filter.left, property) ?? requiredText(filter.right, property)
  if (filter?.kind === 'has') return filter.property === property ? String(filter.value) : undefined
  if (filter?.kind !== 'is' || filter.negated || filter.property !== property) return undefined
  const [only, ...others] = filter.values
  return typeof only === 'string' && others.length === 0 ? only : undefined
}

function same(actual: unknown, wanted: Value): boolean {
  if (typeof actual === 'string' && typeof wanted === 'string') return actual.toLowerCase() === wanted.toLowerCase()
  return (actual ?? null) === wanted
}

function readPath(object: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = object
  for (const name of path.split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return fail(graphErrors.invalidFilter(`Could not find a property named '${path}'.`))
    }
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}

/** Recursive descent over the pieces of a filter. */
class Reader {
  readonly #text: string
  readonly #tokens: readonly FilterToken[]
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokenize(text)
  }

  or(): Filter {
    let left = this.#and()
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#and() }
    return left
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#wrong()
  }

  #and(): Filter {
    let left = this.#unary()
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#unary() }
    return left
  }

  #unary(): Filter {
    this.#depth += 1
    if (this.#depth > DEPTH_LIMIT) this.#wrong()
    const filter = this.#takeWord('not') ? ({ kind: 'not', of: this.#unary() } as const) : this.#primary()
    this.#depth -= 1
    return filter
  }

  #primary(): Filter {
    if (this.#takeMark('(')) {
      const inner = this.or()
      this.#expectMark(')')
      return inner
    }
    const word = this.#word()
    if (word.toLowerCase() === 'startswith') return this.#startsWith()
    if (word.endsWith('/any')) return this.#any(word.slice(0, -'/any'.length))
    const operator = this.#word()
    if (operator === 'in') return { kind: 'is', property: word, values: this.#list(), negated: false }
    if (operator !== 'eq' && operator !== 'ne') this.#wrong()
    return { kind: 'is', property: word, values: [this.#value()], negated: operator === 'ne' }
  }

  #startsWith(): Filter {
    this.#expectMark('(')
    const property = this.#word()
    this.#expectMark(',')
    const text = this.#value()
    this.#expectMark(')')
    return typeof text === 'string' ? { kind: 'starts', property, text } : this.#wrong()
  }

  #any(property: string): Filter {
    this.#expectMark('(')
    const variable = this.#word()
    this.#expectMark(':')
    const first = this.#word()
    if (first.toLowerCase() === 'startswith') return this.#anyStarting(property, variable)
    if (first !== variable || this.#word() !== 'eq') this.#wrong()
    const value = this.#value()
    this.#expectMark(')')
    return { kind: 'has', property, value }
  }

  #anyStarting(property: string, variable: string): Filter {
    const starts = this.#startsWith()
    this.#expectMark(')')
    if (starts.kind !== 'starts' || !starts.property.startsWith(`${variable}/`)) return this.#wrong()
    return { kind: 'has-starting', property, member: starts.property.slice(variable.length + 1), text: starts.text }
  }

  #list(): readonly Value[] {
    this.#expectMark('(')
    const values = [this.#value()]
    while (this.#takeMark(',')) values.push(this.#value())
    this.#expectMark(')')
    return values
  }

  #word(): string {
    const token = this.#tokens[this.#at++]
    return token?.kind === 'word' ? token.text : this.#wrong()
  }

  #value(): Value {
    const token = this.#tokens[this.#at++]
    return token?.kind === 'value' ? token.value : this.#wrong()
  }

  #takeWord(text: string): boolean {
    const token = this.#tokens[this.#at]
    const taken = token?.kind === 'word' && token.text === text
    if (taken) this.#at += 1
    return taken
  }

  #takeMark(text: string): boolean {
    const token = this.#tokens[this.#at]
    const taken = token?.kind === 'mark' && token.text === text
    if (taken) this.#at += 1
    return taken
  }

  #expectMark(text: string): void {
    if (!this.#takeMark(text)) this.#wrong()
  }

  #wrong(): never {
    return fail(graphErrors.invalidFilter(`syntax error in '${this.#text}'.`))
  }
}

/** How deep a filter may be nested. A choice of the lab. */
const DEPTH_LIMIT = 64
