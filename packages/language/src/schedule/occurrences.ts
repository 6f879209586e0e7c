import type { Instant } from '@mintwell/clock'
import { Cron } from 'croner'
import { LanguageError } from '../errors.ts'
import { type CronFields, parseCron } from './cron.ts'
import type { SchedulePlan } from './schedule-plan.ts'

/** A run that a schedule makes. */
export interface Occurrence {
  readonly at: Instant
  readonly schedule: SchedulePlan
}

/** The most runs that are listed: each of them will be a run of the pipeline, so more is a mistake in the asked time. */
export const MOST_OCCURRENCES = 10_000

const MINUTE_MS = 60_000
const SECOND_MS = 1_000

/**
 * The runs that schedules make from `from` (included) to `until` (excluded), in order of time and then of the file. Two schedules that fall on one minute
 * are two runs. `always` is not looked at: the source counts as changed.
 *
 * @throws LanguageError `ERR_CRON`; `ERR_SCHEDULE_LIMIT` when there are more than {@link MOST_OCCURRENCES}
 */
export function occurrences(schedules: readonly SchedulePlan[], from: Instant, until: Instant): readonly Occurrence[] {
  const found: Occurrence[] = []
  for (const schedule of schedules) {
    for (const at of instants(parseCron(schedule.cron), from, until)) {
      found.push({ at, schedule })
      if (found.length > MOST_OCCURRENCES) throw tooMany(schedule)
    }
  }
  // The sort is stable: at one minute the file's order stays.
  return found.sort((left, right) => left.at - right.at)
}

function* instants(fields: CronFields, from: Instant, until: Instant): Generator<Instant, void> {
  const cron = new Cron(patternOf(fields), {
    mode: '5-part',
    utcOffset: 0,
    // Azure Pipelines' cron library takes a restricted day of the month and day of the week together: both must match (atifaziz/NCrontab, issue 107).
    domAndDow: true,
    stopAt: new Date(until),
  })
  // What croner finds is after the given second; the first whole minute from `from` on counts.
  let cursor = Math.ceil(from / MINUTE_MS) * MINUTE_MS - SECOND_MS
  for (;;) {
    const at = cron.nextRun(new Date(cursor))?.getTime()
    if (at === undefined || at >= until) return
    yield at
    cursor = at
  }
}

/** Plain numbers: names, steps and what only Azure Pipelines or only croner supports are gone. */
function patternOf({ minutes, hours, days, months, weekdays }: CronFields): string {
  return [minutes, hours, days, months, weekdays].map((values) => values.join(',')).join(' ')
}

function tooMany(schedule: SchedulePlan): LanguageError {
  return new LanguageError('ERR_SCHEDULE_LIMIT', {
    message: `the schedules make more than ${MOST_OCCURRENCES} runs in this time`,
    hint: 'Ask for a shorter time, or a cron expression that is due less often.',
    place: schedule.place,
    data: { most: MOST_OCCURRENCES },
  })
}
