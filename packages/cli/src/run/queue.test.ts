import type { Clock } from '@mintwell/clock'
import { builtInDefinitions, createCatalog, planPipeline } from '@mintwell/pipeline'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../verb.ts'
import { queueRuns } from './queue.ts'
import type { When } from './run-arguments.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 3, 20, 1, 4, 56)
const clock: Clock = { now: () => NOW, sleepUntil: async () => {} }

const plan = (schedules = '') =>
  planPipeline(`${schedules}\nsteps:\n- bash: "true"`, { file: 'p.yml', catalog: createCatalog(builtInDefinitions) })
const nightly = plan('schedules:\n- cron: "10 1 * * *"\n  branches: {include: [main]}\n  always: true')

const queue = (when: When, of = plan()) =>
  queueRuns(when, of, clock).map(({ number, reason, at }) => [number, reason, at === undefined ? null : at - NOW])

describe('the runs of a command', () => {
  it('are one, at once, where nothing is said', () => {
    expect(queue({ kind: 'now' })).toEqual([[1, 'manual', null]])
  })

  it('are at the instants that are given', () => {
    expect(queue({ kind: 'at', instants: [NOW, NOW + HOUR] })).toEqual([
      [1, 'manual', 0],
      [2, 'manual', HOUR],
    ])
  })

  it('follow each other by the time that is given, from the start or from now', () => {
    expect(queue({ kind: 'every', start: undefined, runs: 3, every: 24 * HOUR })).toEqual([
      [1, 'manual', 0],
      [2, 'manual', 24 * HOUR],
      [3, 'manual', 48 * HOUR],
    ])
    expect(queue({ kind: 'every', start: NOW - HOUR, runs: 1, every: 0 })).toEqual([[1, 'manual', -HOUR]])
  })

  it('are those of the schedules of the file, in UTC', () => {
    const runs = queueRuns({ kind: 'schedule', start: undefined, until: { after: 48 * HOUR } }, nightly, clock)
    expect(runs.map(({ number, reason, at }) => [number, reason, new Date(at ?? 0).toISOString()])).toEqual([
      [1, 'schedule', '2026-04-20T01:10:00.000Z'],
      [2, 'schedule', '2026-04-21T01:10:00.000Z'],
    ])
    const until = { instant: NOW + HOUR }
    expect(queue({ kind: 'schedule', start: NOW, until }, nightly)).toHaveLength(1)
  })

  it('cannot be made from a schedule that the file has not, or that has none in the time', () => {
    const when: When = { kind: 'schedule', start: undefined, until: { after: HOUR } }
    expect(() => queue(when)).toThrow(UsageError)
    expect(() => queue({ ...when, start: NOW + HOUR }, nightly)).toThrow(UsageError)
  })
})
