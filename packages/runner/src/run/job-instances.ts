import {
  type ExpressionContext,
  type JobPlan,
  type LegPlan,
  MOST_JOB_INSTANCES,
  tooManyInstances,
} from '@mintwell/language'
import { evaluateVariable } from './evaluate-variables.ts'
import type { JobVariable } from './job-variable.ts'

/** One job that comes of a job of the plan. */
export interface JobInstance {
  readonly job: JobPlan
  /** What its outputs are called by in the whole job's, before the name of the step; undefined where there is only one instance. */
  readonly prefix: string | undefined
  readonly variables: readonly JobVariable[]
}

/** The instances of a job, and how many of them may run at once. */
export interface JobInstances {
  readonly instances: readonly JobInstance[]
  /** 0 is no limit. */
  readonly maxParallel: number
}

/** A strategy that cannot be expanded when the job starts. */
export class StrategyError extends Error {
  override readonly name = 'StrategyError'
}

/** A name of a leg that jobs can be known by; others are known by their number (actions/runner, 2019, src/Sdk, `ParallelExecutionOptions.cs`). */
const REFERENCE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/

/**
 * The jobs that a job becomes by its strategy, now that it starts: a leg of a matrix each, or slices by number.
 *
 * @throws StrategyError where an expression does not give a matrix, or a number is not one
 */
export function instancesOf(job: JobPlan, context: ExpressionContext): JobInstances {
  const { strategy } = job
  if (!strategy) return { instances: [{ job, prefix: undefined, variables: [] }], maxParallel: 0 }
  const maxParallel = strategy.maxParallel === undefined ? 0 : numberOf(strategy.maxParallel, 'maxParallel', context)
  if (strategy.kind === 'parallel') {
    const count = numberOf(strategy.count, 'parallel', context)
    if (count <= 1) return { instances: [only(job)], maxParallel }
    const slices = Array.from({ length: limited('slicing', count) }, (_, index) => ({
      name: String(index + 1),
      variables: {},
    }))
    return { instances: instances(job, slices, 'MultiMachine'), maxParallel }
  }
  const legs = strategy.kind === 'matrix' ? strategy.legs : readLegs(evaluated(strategy.expression, context))
  if (legs.length === 0) return { instances: [only(job)], maxParallel }
  limited('matrix', legs.length)
  return { instances: instances(job, legs, 'MultiConfiguration'), maxParallel }
}

function only(job: JobPlan): JobInstance {
  return { job, prefix: undefined, variables: positionOf(0, 1) }
}

function instances(job: JobPlan, legs: readonly LegPlan[], type: string): readonly JobInstance[] {
  return legs.map((leg, index) => {
    const prefix = REFERENCE_NAME.test(leg.name) ? leg.name : `Job${index + 1}`
    return {
      job: { ...job, name: `${job.name}.${prefix}`, displayName: `${job.displayName} ${leg.name}` },
      prefix,
      variables: [
        ...Object.entries(leg.variables).map(([name, value]) => ({ name, value, readonly: false })),
        ...positionOf(index, legs.length),
        { name: 'System.ParallelExecutionType', value: type, readonly: false },
        { name: 'System.JobName', value: prefix, readonly: false },
        { name: 'System.PhaseName', value: job.name, readonly: false },
      ],
    }
  })
}

function positionOf(index: number, total: number): readonly JobVariable[] {
  return [
    { name: 'System.JobPositionInPhase', value: String(index + 1), readonly: false },
    { name: 'System.TotalJobsInPhase', value: String(total), readonly: false },
  ]
}

function limited(expansion: 'matrix' | 'slicing', count: number): number {
  if (count <= MOST_JOB_INSTANCES) return count
  throw new StrategyError(tooManyInstances(expansion, count))
}

function numberOf(text: string, key: string, context: ExpressionContext): number {
  const value = evaluated(text, context)
  const number = Number(value.trim() || '0')
  if (Number.isInteger(number)) return number
  throw new StrategyError(`'${key}' is not a whole number: '${value}'.`)
}

/** The value of a text that may be a runtime expression as a whole. */
function evaluated(text: string, context: ExpressionContext): string {
  const inner = /^\s*\$\[([\s\S]*)\]\s*$/.exec(text)?.[1]
  return inner === undefined ? text : evaluateVariable(inner, context)
}

/** A matrix that an expression gave as JSON: legs by name, variables by name. */
function readLegs(text: string): readonly LegPlan[] {
  if (text.trim() === '') return []
  const matrix = readJson(text)
  if (matrix === null) return []
  if (!isRecord(matrix)) throw new StrategyError(`The matrix is not a JSON object of legs: ${text.slice(0, 200)}`)
  return Object.entries(matrix).map(([name, variables]) => {
    if (!isRecord(variables)) throw new StrategyError(`The leg '${name}' of the matrix is not an object of variables.`)
    const texts = Object.entries(variables).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    return { name, variables: Object.fromEntries(texts) }
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new StrategyError(`The matrix is not JSON: ${text.slice(0, 200)}`)
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
