import type { Place } from '../source/place.ts'

/** One entry of `schedules:`. */
export interface SchedulePlan {
  /** Five fields, UTC, as Azure Pipelines has them. */
  readonly cron: string
  readonly displayName?: string
  /** Without one the schedule is one of whatever branch the file is on. */
  readonly branches?: BranchFilter
  readonly always: boolean
  readonly place: Place
}

/** Branches by name or pattern, as written: first those that are included, of them without those that are excluded. */
export interface BranchFilter {
  /** `*` where only exclusions are written (learn.microsoft.com, "Configure schedules for pipelines"). */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}
