import type { Clock, Instant } from '@mintwell/clock'
import type { Plan } from '@mintwell/language'
import { branchesOfSchedules, describeFilter, nameOfSchedule, occurrences, refOf } from '@mintwell/language'
import { UsageError } from '../verb.ts'
import type { Jitter } from './jitter.ts'
import type { When } from './read-when.ts'

/** A run that waits for its time. */
export interface QueuedRun {
  readonly number: number
  readonly reason: 'manual' | 'schedule'
  /** Undefined: as soon as the lab is there. */
  readonly at: Instant | undefined
  /** How long after that it starts, in milliseconds: the service starts no scheduled run on the dot. */
  readonly delayMs?: number
  /** The branch of the sources, a full ref. */
  readonly branch: string
  /** `displayName` of the schedule that made it. */
  readonly schedule?: string | undefined
  /** The faults that are on while it goes, in place of those of the session. */
  readonly faults?: readonly string[]
}

/** The branch that sources are of, where nothing says otherwise. */
export const USUAL_BRANCH = 'refs/heads/main'

/** What else a queue is built from. */
export interface QueueContext {
  readonly clock: Clock
  /** The variables of the run that were given: `Build.SourceBranch` says which branch the sources are of. */
  readonly variables: Readonly<Record<string, string>>
  /** The branch that is checked out here; manual runs are of it where nothing else is asked for. */
  readonly currentBranch?: string | undefined
  /** Takes word of schedules that make no runs, or runs on a branch that may surprise. */
  readonly note: (text: string) => void
  /** How far starts lie from their times; without it they lie on them. */
  readonly jitter?: Jitter
}

/**
 * Lists the runs of a command, in the order of their instants. Scheduled ones come from the file's own `schedules:`, as if the source had changed each time.
 *
 * @throws LanguageError `ERR_SCHEDULE_BRANCH`, `ERR_SCHEDULE_LIMIT`; {@link UsageError} where there is nothing to run
 */
export function queueRuns(when: When, plan: Plan, context: QueueContext): readonly QueuedRun[] {
  const { clock } = context
  const asked = askedBranch(context.variables)
  const branch = asked ?? context.currentBranch ?? USUAL_BRANCH
  const manual = (instants: readonly (Instant | undefined)[]) =>
    instants.map((at, index) => ({ number: index + 1, reason: 'manual' as const, at, branch }))
  switch (when.kind) {
    case 'now':
      return manual([undefined])
    case 'at':
      return manual(when.instants)
    case 'every': {
      const start = when.start ?? clock.now()
      return manual(
        Array.from({ length: when.runs }, (_, index) => {
          // Drawn for the first as well, which starts on the dot: the others do not hang on how many there are.
          const apart = context.jitter?.around() ?? 0
          return start + index * when.every + (index === 0 ? 0 : apart)
        }),
      )
    }
    case 'schedule': {
      const from = when.start ?? clock.now()
      return scheduledRuns(plan, from, 'instant' in when.until ? when.until.instant : from + when.until.after, context)
    }
  }
}

function scheduledRuns(plan: Plan, from: Instant, until: Instant, context: QueueContext): readonly QueuedRun[] {
  if (plan.schedules.length === 0)
    throw new UsageError(`${plan.pipeline} has no schedules: --schedule has nothing to run.`)
  const asked = askedBranch(context.variables)
  const { active, idle } = branchesOfSchedules(plan.schedules, USUAL_BRANCH, asked)
  for (const schedule of idle)
    context.note(
      `the schedule ${nameOfSchedule(schedule)} makes no runs: it includes ${schedule.branches ? describeFilter(schedule.branches) : '*'}; --variable Build.SourceBranch=refs/heads/NAME chooses the branch`,
    )
  for (const { schedule, branch } of active)
    if (branch !== (asked ?? USUAL_BRANCH))
      context.note(
        `the schedule ${nameOfSchedule(schedule)} does not include ${shortName(USUAL_BRANCH)}: its runs are on ${shortName(branch)}`,
      )
  const branches = new Map(active.map(({ schedule, branch }) => [schedule, branch]))
  const runs = occurrences([...branches.keys()], from, until)
  if (runs.length === 0) throw new UsageError('no scheduled run falls into this time.')
  return runs.map(({ at, schedule }, index) => ({
    number: index + 1,
    reason: 'schedule',
    at,
    branch: branches.get(schedule) ?? USUAL_BRANCH,
    schedule: schedule.displayName,
    ...(context.jitter ? { delayMs: context.jitter.late() } : {}),
  }))
}

/** The branch that `--variable Build.SourceBranch=…` names, in any case of the variable's name. */
function askedBranch(variables: Readonly<Record<string, string>>): string | undefined {
  const [, value] = Object.entries(variables).findLast(([name]) => name.toLowerCase() === 'build.sourcebranch') ?? []
  return value === undefined ? undefined : refOf(value)
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '')
}
