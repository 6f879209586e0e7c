import { LanguageError, quote } from '../errors.ts'
import type { BranchFilter, SchedulePlan } from './schedule-plan.ts'

const HEADS = 'refs/heads/'

/** A schedule with the branch, a full ref, that its runs are on. */
export interface ScheduleOnBranch {
  readonly schedule: SchedulePlan
  readonly branch: string
}

/** Which schedules make runs. */
export interface ScheduledBranches {
  readonly active: readonly ScheduleOnBranch[]
  /** Those that include no branch that the runs could be on. */
  readonly idle: readonly SchedulePlan[]
}

/** The whole ref of a branch: `main` is `refs/heads/main`. */
export function refOf(branch: string): string {
  return branch.startsWith('refs/') ? branch : `${HEADS}${branch}`
}

/**
 * Whether a schedule is one of this branch. `*` stands for any text, slashes too, and `?` for one character; what is excluded is taken from what is included; without
 * a filter it is one of every branch (learn.microsoft.com, "Configure schedules for pipelines", examples and branch considerations; names of branches have case).
 *
 * @example includesBranch({ include: ['releases/*'], exclude: ['releases/old/*'] }, 'refs/heads/releases/1') // true
 */
export function includesBranch(filter: BranchFilter | undefined, branch: string): boolean {
  if (!filter) return true
  const matches = (pattern: string) => patternOf(pattern).test(refOf(branch))
  return filter.include.some(matches) && !filter.exclude.some(matches)
}

/**
 * The branch of each schedule's runs. In Azure Pipelines a schedule makes a run for each branch that it includes; here the sources are of one branch: the asked one, or else
 * `usual` where the schedule includes it, or else the first that it includes by its name.
 *
 * @param asked the branch that the user chose; schedules that do not include it make no runs, as in Azure Pipelines
 * @throws LanguageError `ERR_SCHEDULE_BRANCH` where there are schedules and none has a branch
 */
export function branchesOfSchedules(
  schedules: readonly SchedulePlan[],
  usual: string,
  asked?: string,
): ScheduledBranches {
  const active: ScheduleOnBranch[] = []
  const idle: SchedulePlan[] = []
  for (const schedule of schedules) {
    const filter = schedule.branches
    const named = (filter?.include ?? []).filter((pattern) => !/[*?]/.test(pattern))
    const candidates = asked === undefined ? [usual, ...named] : [asked]
    const branch = candidates.find((candidate) => includesBranch(filter, candidate))
    if (branch === undefined) idle.push(schedule)
    else active.push({ schedule, branch: refOf(branch) })
  }
  if (active.length === 0 && idle.length > 0) throw noBranch(idle, asked)
  return { active, idle }
}

/** What a schedule is called where one speaks of it. */
export function nameOfSchedule({ displayName, cron }: SchedulePlan): string {
  return quote(displayName ?? cron)
}

/** A filter in words: `releases/*, but not releases/old`. */
export function describeFilter({ include, exclude }: BranchFilter): string {
  const without = exclude.length > 0 ? `, but not ${exclude.join(', ')}` : ''
  return `${include.join(', ')}${without}`
}

function patternOf(pattern: string): RegExp {
  const escaped = refOf(pattern).replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\*+/g, '[^]*').replaceAll('?', '[^]')}$`)
}

function noBranch(idle: readonly SchedulePlan[], asked: string | undefined): LanguageError {
  const filters = idle.map(
    (schedule) => `${nameOfSchedule(schedule)} includes ${schedule.branches ? describeFilter(schedule.branches) : '*'}`,
  )
  const missing = asked === undefined ? 'no branch by name' : asked.replace(HEADS, '')
  return new LanguageError('ERR_SCHEDULE_BRANCH', {
    message: `no schedule includes ${missing}: ${filters.join('; ')}`,
    hint: 'Choose a branch that a schedule includes: --variable Build.SourceBranch=refs/heads/NAME.',
    place: idle[0]?.place,
    data: { asked: asked ?? null, filters: idle.map(({ branches }) => branches ?? null) },
  })
}
