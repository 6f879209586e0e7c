import { createManualClock } from '@mintwell/clock'
import { createCatalog, type Plan } from '@mintwell/language'
import { builtInDefinitions } from '@mintwell/runner'
import { describe, expect, it } from 'vitest'
import { planText } from '../../../../test/plan-text.ts'
import { UsageError } from '../verb.ts'
import { queueRuns } from './queue.ts'
import type { When } from './read-when.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 3, 20, 1, 4, 56)
const clock = createManualClock(NOW, 'refuse')

const plan = (schedules = '') => ({
  ...planText(`${schedules}\nsteps:\n- bash: "true"`, createCatalog(builtInDefinitions)),
  pipeline: 'p.yml',
})
const nightly = plan('schedules:\n- cron: "10 1 * * *"\n  branches: {include: [main]}\n  always: true')

const queue = (when: When, of = plan()) =>
  queueRuns(when, of, { clock, variables: {}, note: () => {} }).map(({ number, reason, at }) => [
    number,
    reason,
    at === undefined ? null : at - NOW,
  ])

const notes: string[] = []
const scheduled = (of: Plan, variables: Record<string, string> = {}) => {
  notes.length = 0
  const when: When = { kind: 'schedule', start: undefined, until: { after: 48 * HOUR } }
  return queueRuns(when, of, { clock, variables, note: (text) => void notes.push(text) })
}
const branches = (of: Plan, variables?: Record<string, string>) =>
  scheduled(of, variables).map(({ branch, schedule }) => [branch, schedule])

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
    const runs = scheduled(nightly)
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

describe('the branch of a run', () => {
  const of = (...filters: string[]) =>
    plan(
      `schedules:\n${filters.map((filter, index) => `- cron: "${index} 12 20 4 *"\n  displayName: s${index}\n  branches: ${filter}`).join('\n')}`,
    )

  it('is main, or the one that is asked for', () => {
    const now: When = { kind: 'now' }
    const branch = (variables: Record<string, string>) =>
      queueRuns(now, plan(), { clock, variables, note: () => {} })[0]?.branch
    expect(branch({})).toBe('refs/heads/main')
    expect(branch({ 'build.sourcebranch': 'refs/heads/topic' })).toBe('refs/heads/topic')
    expect(branch({ 'Build.SourceBranch': 'topic' })).toBe('refs/heads/topic')
  })

  it('of a schedule is one that it includes: main, or the first by its name, and that is said', () => {
    expect(branches(of('{include: [develop, main]}', '{include: [releases/*, develop, other]}'))).toEqual([
      ['refs/heads/main', 's0'],
      ['refs/heads/develop', 's1'],
    ])
    expect(notes).toEqual([expect.stringMatching(/'s1' does not include main.*develop/)])
  })

  it('that no schedule includes makes none of its runs', () => {
    const two = of('{include: [main]}', '{include: [releases/*]}')
    expect(branches(two)).toEqual([['refs/heads/main', 's0']])
    expect(notes).toEqual([expect.stringContaining('releases/*')])
    expect(branches(two, { 'Build.SourceBranch': 'refs/heads/releases/2' })).toEqual([['refs/heads/releases/2', 's1']])
    expect(() => scheduled(two, { 'Build.SourceBranch': 'refs/heads/topic' })).toThrowError(
      expect.objectContaining({ code: 'ERR_SCHEDULE_BRANCH' }),
    )
  })
})
