import { LanguageError, quote } from '../errors.ts'
import { suggestName } from '../source/nearest-name.ts'
import type { YamlScalar } from '../source/node.ts'

/** A stage or job with what it depends on, as written. */
export interface Dependent<T> {
  readonly name: string
  readonly dependsOn: readonly YamlScalar[]
  readonly item: T
}

/** One whose dependencies are known to exist, by their own names. */
export interface Resolved<T> {
  readonly item: T
  readonly dependsOn: readonly string[]
}

/**
 * Finds what each depends on and sorts them so that it stands before them; what does not depend on each other stays in the order of the file.
 *
 * @throws LanguageError `ERR_PLAN_UNKNOWN_DEPENDENCY`, `ERR_PLAN_DEPENDENCY_CYCLE`
 */
export function sortByDependencies<T>(
  dependents: readonly Dependent<T>[],
  what: 'stage' | 'job',
): readonly Resolved<T>[] {
  const byName = new Map(dependents.map((dependent) => [dependent.name.toLowerCase(), dependent]))
  const needs = new Map<Dependent<T>, readonly Dependent<T>[]>()
  for (const dependent of dependents) {
    const needed = dependent.dependsOn.map((name) => find(name, dependent, byName, what))
    needs.set(dependent, [...new Set(needed)])
  }
  const sorted = new Set<Dependent<T>>()
  for (const dependent of dependents) visit(dependent, needs, sorted, what)
  return [...sorted].map((dependent) => ({
    item: dependent.item,
    dependsOn: (needs.get(dependent) ?? []).map(({ name }) => name),
  }))
}

/** Depth first, without recursion: a file may chain thousands of jobs. */
function visit<T>(
  start: Dependent<T>,
  needs: ReadonlyMap<Dependent<T>, readonly Dependent<T>[]>,
  sorted: Set<Dependent<T>>,
  what: string,
): void {
  const path = new Map<Dependent<T>, Iterator<Dependent<T>>>()
  const enter = (dependent: Dependent<T>) => path.set(dependent, (needs.get(dependent) ?? [])[Symbol.iterator]())
  const stack: Dependent<T>[] = []
  if (!sorted.has(start)) stack.push(start)
  for (let at = stack.at(-1); at; at = stack.at(-1)) {
    if (!path.has(at)) enter(at)
    const next = path.get(at)?.next()
    if (!next || next.done) {
      sorted.add(at)
      path.delete(at)
      stack.pop()
    } else if (path.has(next.value)) {
      throw cycle([...stack.slice(stack.indexOf(next.value)), next.value], what)
    } else if (!sorted.has(next.value)) {
      stack.push(next.value)
    }
  }
}

function find<T>(
  name: YamlScalar,
  dependent: Dependent<T>,
  byName: ReadonlyMap<string, Dependent<T>>,
  what: string,
): Dependent<T> {
  const found = byName.get(name.text.toLowerCase())
  if (found) return found
  const candidates = [...byName.values()].map((other) => other.name).filter((other) => other !== dependent.name)
  throw new LanguageError('ERR_PLAN_UNKNOWN_DEPENDENCY', {
    message: `the ${what} '${dependent.name}' depends on ${quote(name.text)}, and there is no ${what} of that name`,
    hint:
      candidates.length === 0
        ? `There is no other ${what} here.`
        : suggestName(name.text, candidates, `Other ${what}s`),
    place: name.place,
    data: { name: name.text, candidates },
  })
}

/** The error for a circle, which ends with what it starts with. */
function cycle<T>(circle: readonly Dependent<T>[], what: string): LanguageError {
  const names = circle.map(({ name }) => name)
  const place = circle[0]?.dependsOn.find((scalar) => scalar.text.toLowerCase() === names[1]?.toLowerCase())?.place
  return new LanguageError('ERR_PLAN_DEPENDENCY_CYCLE', {
    message: `the ${what}s depend on each other in a circle: ${names.join(' → ')}`,
    hint: "Remove one of these from 'dependsOn'.",
    place,
    data: { cycle: names },
  })
}
