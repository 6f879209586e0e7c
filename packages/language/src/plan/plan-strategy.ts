import type { YamlMapping, YamlScalar } from '../source/node.ts'
import { asMapping, entriesOf, nodeAt, scalarAt, textAt } from './final-node.ts'
import { MOST_JOB_INSTANCES, tooManyInstances } from './job-instances-limit.ts'
import type { StrategyPlan } from './plan.ts'
import { type Planning, report } from './planning.ts'

/** Plans `strategy:` of a job; undefined where there is none. Numbers and matrices that are written out are held to the limit here, expressions when the job starts. */
export function planStrategy(job: YamlMapping, planning: Planning): StrategyPlan | undefined {
  const strategy = asMapping(nodeAt(job, 'strategy'))
  const limit = textAt(strategy, 'maxParallel')
  const maxParallel = limit === undefined ? {} : { maxParallel: limit }
  const matrix = nodeAt(strategy, 'matrix')
  const parallel = scalarAt(strategy, 'parallel')
  if (matrix?.kind === 'scalar') return { kind: 'matrix-expression', expression: matrix.text, ...maxParallel }
  if (matrix?.kind === 'mapping') {
    const legs = matrix.entries.map(({ key, value }) => ({ name: key.text, variables: readVariables(value) }))
    if (legs.length > MOST_JOB_INSTANCES) {
      const hint = 'Split the matrix over several jobs.'
      report(planning, 'error', 'ERR_PLAN_VALUE', tooManyInstances('matrix', legs.length), hint, matrix.place)
    }
    return { kind: 'matrix', legs, ...maxParallel }
  }
  if (!parallel?.text) return undefined
  checkCount(parallel, planning)
  return { kind: 'parallel', count: parallel.text, ...maxParallel }
}

function checkCount(parallel: YamlScalar, planning: Planning): void {
  const count = Number(parallel.text)
  if (!(count > MOST_JOB_INSTANCES)) return
  const hint = `Use at most ${MOST_JOB_INSTANCES}.`
  report(planning, 'error', 'ERR_PLAN_VALUE', tooManyInstances('slicing', parallel.text.trim()), hint, parallel.place)
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
