import type { Clock, Instant } from '@mintwell/clock'
import type { Plan } from '@mintwell/pipeline'
import { occurrences } from '@mintwell/pipeline'
import { UsageError } from '../verb.ts'
import type { When } from './run-arguments.ts'

/** A run that waits for its time. */
export interface QueuedRun {
  readonly number: number
  readonly reason: 'manual' | 'schedule'
  /** Undefined: as soon as the lab is there. */
  readonly at: Instant | undefined
}

/** Lists the runs of a command, in the order of their instants. Scheduled ones come from the file's own `schedules:`, as if the source had changed each time. */
export function queueRuns(when: When, plan: Plan, clock: Clock): readonly QueuedRun[] {
  const number = (runs: readonly Omit<QueuedRun, 'number'>[]) =>
    runs.map((run, index) => ({ number: index + 1, ...run }))
  switch (when.kind) {
    case 'now':
      return number([{ reason: 'manual', at: undefined }])
    case 'at':
      return number(when.instants.map((at) => ({ reason: 'manual', at })))
    case 'every': {
      const start = when.start ?? clock.now()
      return number(
        Array.from({ length: when.runs }, (_, index) => ({
          reason: 'manual' as const,
          at: start + index * when.every,
        })),
      )
    }
    case 'schedule': {
      if (plan.schedules.length === 0)
        throw new UsageError(`${plan.pipeline} has no schedules: --schedule has nothing to run.`)
      const from = when.start ?? clock.now()
      const until = 'instant' in when.until ? when.until.instant : from + when.until.after
      const runs = occurrences(plan.schedules, from, until)
      if (runs.length === 0) throw new UsageError('no run of the schedules falls into the asked time.')
      return number(runs.map(({ at }) => ({ reason: 'schedule', at })))
    }
  }
}
