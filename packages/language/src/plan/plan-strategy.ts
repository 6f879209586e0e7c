import type { YamlMapping } from '../source/node.ts'
import { asMapping, entriesOf, nodeAt, textAt } from './final-node.ts'
import type { StrategyPlan } from './plan.ts'

/** Plans `strategy:` of a job; undefined where there is none. */
export function planStrategy(job: YamlMapping): StrategyPlan | undefined {
  const strategy = asMapping(nodeAt(job, 'strategy'))
  const limit = textAt(strategy, 'maxParallel')
  const maxParallel = limit === undefined ? {} : { maxParallel: limit }
  const matrix = nodeAt(strategy, 'matrix')
  const parallel = textAt(strategy, 'parallel')
  if (matrix?.kind === 'scalar') return { kind: 'matrix-expression', expression: matrix.text, ...maxParallel }
  if (matrix?.kind === 'mapping') {
    const legs = matrix.entries.map(({ key, value }) => ({ name: key.text, variables: readVariables(value) }))
    return { kind: 'matrix', legs, ...maxParallel }
  }
  return parallel === undefined ? undefined : { kind: 'parallel', count: parallel, ...maxParallel }
}

function readVariables(leg: YamlMapping['entries'][number]['value']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesOf(leg).map(({ key, value }) => [key.text, value.kind === 'scalar' ? value.text : '']),
  )
}

/** A number, or an expression that is read when the job starts. */
export function numberOrText(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined
  return /^\s*-?\d{1,9}\s*$/.test(text) ? Number(text) : text
}
