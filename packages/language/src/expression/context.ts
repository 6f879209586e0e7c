/**
 * What an expression is evaluated against. The roots are plain data: objects or Maps of text, numbers, booleans, Dates, arrays and further objects. Names of
 * plain objects and of `FoldedObject` are found in any case, those of a Map as written; what is not there is null.
 *
 * @example
 * { variables: { 'Build.Reason': 'Schedule' }, dependencies: { A: { result: 'Succeeded', outputs: { 'step.name': 'x' } } },
 *   pipeline: { startTime: new Date(instant) }, status: { canceled: () => false, … } }
 */
export interface ExpressionContext {
  readonly variables: unknown
  readonly parameters?: unknown
  readonly dependencies?: unknown
  readonly stageDependencies?: unknown
  readonly pipeline?: unknown
  readonly resources?: unknown
  /** The variables of `each` loops, by lower-case name. */
  readonly loops?: ReadonlyMap<string, unknown>
  /** Needed by conditions. */
  readonly status?: StatusFunctions
  /** Needed by `counter`: the next number of this prefix, starting at the seed. */
  readonly counter?: (prefix: string, seed: number) => number
}

/** How the run is going. The names are those in the call, as written; none means everything before. `always()` needs no answer. */
export interface StatusFunctions {
  readonly canceled: () => boolean
  readonly failed: (names: readonly string[]) => boolean
  readonly succeeded: (names: readonly string[]) => boolean
  readonly succeededOrFailed: (names: readonly string[]) => boolean
}
