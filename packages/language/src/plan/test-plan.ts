import { createCatalog, standardDefinitions } from '../definitions/standard-definitions.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import type { Plan } from './plan.ts'
import { type PlanOptions, planPipeline } from './plan-pipeline.ts'

// What the tests of plans share.

export const catalog = createCatalog(standardDefinitions)

/** The plan of a pipeline that has nothing wrong with it. */
export function planOf(text: string, options: Partial<PlanOptions> = {}): Plan {
  const { plan, diagnostics } = planPipeline(text, { file: '/f.yml', catalog, ...options })
  if (plan) return plan
  throw new Error(diagnostics.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`).join('\n'))
}

/** What is wrong with a pipeline. */
export function diagnosticsOf(text: string, options: Partial<PlanOptions> = {}): readonly Diagnostic[] {
  return planPipeline(text, { file: '/f.yml', catalog, ...options }).diagnostics
}

/** Plain data without the members of this name, at every depth. */
export function without(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => without(name, item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (key === name ? [] : [[key, without(name, item)]])),
  )
}
