import { formatInstant, parseInstant } from '@mintwell/clock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCron } from './cron.ts'
import { occurrences } from './occurrences.ts'
import type { SchedulePlan } from './schedule-plan.ts'

const schedule = (cron: string, displayName = cron): SchedulePlan => ({
  cron,
  displayName,
  always: true,
  place: { file: 'f.yml', line: 1, column: 1 },
})

const at = (text: string) => parseInstant(text) as number

const times = (cron: string, from: string, until: string) =>
  occurrences([schedule(cron)], at(from), at(until)).map((occurrence) => formatInstant(occurrence.at).slice(0, 16))

describe('the runs of a schedule', () => {
  it('are those of every night, in UTC', () => {
    expect(times('4 1 * * *', '2026-04-20', '2026-04-23')).toEqual([
      '2026-04-20T01:04',
      '2026-04-21T01:04',
      '2026-04-22T01:04',
    ])
  })

  it('include the first instant and exclude the last', () => {
    expect(times('4 1 * * *', '2026-04-20T01:04:00Z', '2026-04-21T01:04:00Z')).toEqual(['2026-04-20T01:04'])
  })

  it('leave out a minute that has already begun', () => {
    expect(times('4 1 * * *', '2026-04-20T01:04:00.001Z', '2026-04-21T01:04:01Z')).toEqual(['2026-04-21T01:04'])
  })

  it('fall on leap days only where there are some', () => {
    expect(times('0 12 29 2 *', '2026-01-01', '2033-01-01')).toEqual(['2028-02-29T12:00', '2032-02-29T12:00'])
  })

  it('skip the months that have no thirty-first', () => {
    expect(times('0 0 31 * *', '2026-01-01', '2027-01-01').map((time) => time.slice(5, 10))).toEqual([
      '01-31',
      '03-31',
      '05-31',
      '07-31',
      '08-31',
      '10-31',
      '12-31',
    ])
  })

  it('cross the ends of months and years', () => {
    expect(times('59 23 28-31 12 *', '2026-12-30', '2027-01-02')).toEqual(['2026-12-30T23:59', '2026-12-31T23:59'])
  })

  it('need the day of the month and the day of the week to match where both are restricted, as in NCrontab', () => {
    expect(times('0 8 1-7 * Tue', '2026-01-01', '2026-04-01')).toEqual([
      '2026-01-06T08:00',
      '2026-02-03T08:00',
      '2026-03-03T08:00',
    ])
  })

  it('are none for a date that never comes', () => {
    expect(times('0 0 31 2 *', '2026-01-01', '2126-01-01')).toEqual([])
  })

  it('are none where the end is not after the start', () => {
    expect(times('* * * * *', '2026-01-02', '2026-01-01')).toEqual([])
  })

  it('do not shift with daylight saving', () => {
    expect(times('30 2 * * *', '2026-03-28', '2026-03-31')).toHaveLength(3)
  })
})

describe('the runs of several schedules', () => {
  it('stand in the order of time, and of the file within a minute', () => {
    const schedules = [schedule('0 2 * * *', 'late'), schedule('0 1 * * *', 'early'), schedule('0 1 * * *', 'twin')]
    const names = occurrences(schedules, at('2026-01-01'), at('2026-01-02')).map(
      ({ schedule: { displayName } }) => displayName,
    )
    expect(names).toEqual(['early', 'twin', 'late'])
  })

  it('are refused where there are too many to run', () => {
    expect(() => occurrences([schedule('* * * * *')], at('2026-01-01'), at('2027-01-01'))).toThrowError(
      expect.objectContaining({ code: 'ERR_SCHEDULE_LIMIT' }),
    )
  })
})

describe('any schedule', () => {
  const field = (first: number, last: number) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant('*') },
      { weight: 2, arbitrary: fc.integer({ min: first, max: last }).map(String) },
      fc.integer({ min: 1, max: 20 }).map((step) => `*/${step}`),
      fc
        .tuple(fc.integer({ min: first, max: last }), fc.integer({ min: first, max: last }))
        .map((pair) => pair.sort((left, right) => left - right).join('-')),
    )
  const cron = fc
    .tuple(fc.integer({ min: 0, max: 59 }).map(String), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
    .map((fields) => fields.join(' '))

  it('gives exactly the minutes whose fields match, in increasing order', () => {
    const start = at('2027-12-20')
    fc.assert(
      fc.property(
        cron,
        fc.integer({ min: 0, max: 100 * 86_400_000 }),
        fc.integer({ min: 0, max: 20 }),
        (text, shift, days) => {
          const from = start + shift
          const until = from + days * 86_400_000
          const found = occurrences([schedule(text)], from, until).map((occurrence) => occurrence.at)
          expect(found).toEqual(matchingMinutes(text, from, until))
        },
      ),
    )
  })
})

/** The same by brute force: every minute is looked at. */
function matchingMinutes(text: string, from: number, until: number): readonly number[] {
  const { minutes, hours, days, months, weekdays } = parseCron(text)
  const found: number[] = []
  for (let minute = Math.ceil(from / 60_000) * 60_000; minute < until; minute += 60_000) {
    const date = new Date(minute)
    const matches =
      minutes.includes(date.getUTCMinutes()) &&
      hours.includes(date.getUTCHours()) &&
      days.includes(date.getUTCDate()) &&
      months.includes(date.getUTCMonth() + 1) &&
      weekdays.includes(date.getUTCDay())
    if (matches) found.push(minute)
  }
  return found
}
