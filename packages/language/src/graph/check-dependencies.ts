import { suggestName } from '../source/nearest-name.ts'
import type { YamlMapping, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import type { Report } from '../template/report.ts'
import { type GraphWords, isName } from './graph-words.ts'

/** A stage or job of a list, with what it waits for. */
export interface GraphNode {
  readonly name: string
  readonly dependsOn: readonly YamlScalar[]
  readonly node: YamlMapping
  readonly place: Place
}

/**
 * Checks the names and dependencies of a list of stages or jobs, in the service's order: names; then whether anything can start, which is the only error if not; then,
 * of all that can never start, what it waits for in vain (actions/runner, src/Sdk, `GraphValidator.cs`). Gives whether the names hold.
 */
export function checkDependencies(
  nodes: readonly GraphNode[],
  words: GraphWords,
  around: Place,
  report: Report,
): boolean {
  const error = (message: string, place: Place, hint: string) =>
    report.error('ERR_TEMPLATE_GRAPH', message, place, hint, { frame: 'none' })
  const byName = new Map<string, GraphNode>()
  let namesHold = true
  for (const node of nodes) {
    const folded = node.name.toLowerCase()
    if (!isName(node.name))
      error(words.invalid(node.name), node.place, 'Use letters, digits and _ only; displayName takes any text.')
    if (byName.has(folded)) {
      namesHold = false
      error(words.duplicate(node.name), node.place, 'Rename one of them; the case of a name does not count.')
    } else byName.set(folded, node)
  }
  if (nodes.every((node) => node.dependsOn.length > 0)) {
    error(words.noStart, around, 'Remove a dependsOn, or write dependsOn: [], so that something can start.')
    return namesHold
  }
  if (!namesHold) return false
  const started = startable(nodes)
  for (const node of nodes) {
    if (started.has(node.name.toLowerCase())) continue
    for (const dependency of node.dependsOn) {
      if (started.has(dependency.text.toLowerCase())) continue
      const known = byName.get(dependency.text.toLowerCase())
      if (known)
        error(
          words.cycle(node.name, known.name),
          dependency.place,
          'Break the cycle: remove one of the dependsOn in it.',
        )
      else {
        const others = nodes.filter((other) => other !== node).map(({ name }) => name)
        error(words.unknown(node.name, dependency.text), dependency.place, hintForUnknown(dependency.text, others))
      }
    }
  }
  return true
}

function hintForUnknown(name: string, others: readonly string[]): string {
  if (others.length === 0) return 'Remove the dependsOn: there is nothing else to wait for.'
  return suggestName(name, others, 'It can depend on')
}

/** The folded names of all that starts at some time. */
function startable(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const open = new Map(
    nodes.map((node) => [node.name.toLowerCase(), new Set(node.dependsOn.map(({ text }) => text.toLowerCase()))]),
  )
  const waiting = new Map<string, string[]>()
  for (const [name, dependencies] of open) {
    for (const dependency of dependencies) {
      const list = waiting.get(dependency)
      if (list) list.push(name)
      else waiting.set(dependency, [name])
    }
  }
  const started = new Set<string>()
  const ready = [...open].filter(([, dependencies]) => dependencies.size === 0).map(([name]) => name)
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    started.add(name)
    for (const next of waiting.get(name) ?? []) {
      const left = open.get(next)
      left?.delete(name)
      if (left?.size === 0) ready.push(next)
    }
  }
  return started
}
