/** A stage or job with what it depends on, as written. */
interface Dependent {
  readonly name: string
  readonly dependsOn: readonly string[]
}

/**
 * Sorts stages or jobs so that each comes after what it depends on; what does not depend on each other stays in the order of the file. Dependencies get the names as
 * they are written where they are defined. The expansion has refused unknown names and circles; what is left of them here is dropped.
 */
export function sortByDependencies<T extends Dependent>(all: readonly T[]): readonly T[] {
  const byName = new Map(all.map((each) => [each.name.toLowerCase(), each]))
  const needs = (each: T) => each.dependsOn.flatMap((name) => byName.get(name.toLowerCase()) ?? [])
  const sorted = new Set<T>()
  const open = new Set<T>()
  for (const start of all) {
    // Depth first without recursion: a file may chain thousands of jobs.
    const stack: { readonly item: T; readonly rest: Iterator<T> }[] = []
    const enter = (item: T) => {
      open.add(item)
      stack.push({ item, rest: needs(item)[Symbol.iterator]() })
    }
    if (!sorted.has(start)) enter(start)
    for (let at = stack.at(-1); at; at = stack.at(-1)) {
      const next = at.rest.next()
      if (next.done) {
        sorted.add(at.item)
        open.delete(at.item)
        stack.pop()
      } else if (!sorted.has(next.value) && !open.has(next.value)) {
        enter(next.value)
      }
    }
  }
  return [...sorted].map((each) => ({ ...each, dependsOn: [...new Set(needs(each).map(({ name }) => name))] }))
}
