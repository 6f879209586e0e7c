import type { StepPlan } from './plan.ts'

/** A step without what only its kind has. */
export type StepCommonPlan = Omit<StepPlan, 'id' | 'kind' | 'task' | 'inputs' | 'repository' | 'path'>

/** The part of a step that its kind gives: what its id is built from, and the rest. */
export interface StepKindPlan {
  readonly idBase: string
  readonly displayName: string
  readonly build: (common: StepCommonPlan & { readonly id: string }) => StepPlan
}
