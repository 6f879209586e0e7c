import { describe, expect, it } from 'vitest'
import type { BranchFilter, SchedulePlan } from './schedule-plan.ts'
import { branchesOfSchedules, includesBranch } from './scheduled-branches.ts'

const MAIN = 'refs/heads/main'
const schedule = (branches?: BranchFilter): SchedulePlan => ({
  cron: '0 0 * * *',
  ...(branches ? { branches } : {}),
  always: true,
  place: { file: 'f.yml', line: 2, column: 9 },
})
const filter = (include: string[], exclude: string[] = []) => ({ include, exclude })

describe('a branch filter', () => {
  it.each([
    [['main'], [], MAIN, true],
    [['refs/heads/main'], [], MAIN, true],
    [['Main'], [], MAIN, false],
    [['mai'], [], MAIN, false],
    [['*'], [], 'refs/heads/a/b', true],
    [['releases/*'], [], 'refs/heads/releases/old/1', true],
    [['releases/*'], ['releases/old/*'], 'refs/heads/releases/old/1', false],
    [['releases/*'], ['releases/old/*'], 'refs/heads/releases/1', true],
    [['releases/v?.0'], [], 'refs/heads/releases/v1.0', true],
    [['releases/v?.0'], [], 'refs/heads/releases/v10.0', false],
    [['releases/v1.0'], [], 'refs/heads/releases/v1x0', false],
    [['main'], ['*'], MAIN, false],
    [[], [], MAIN, false],
  ])('that includes %j and excludes %j: is %s in it? %s', (include, exclude, branch, expected) => {
    expect(includesBranch({ include, exclude }, branch)).toBe(expected)
  })

  it('that is missing has every branch', () => {
    expect(includesBranch(undefined, MAIN)).toBe(true)
  })
})

describe('the branch of a schedule', () => {
  const branchOf = (branches?: BranchFilter, asked?: string) =>
    branchesOfSchedules([schedule(branches)], MAIN, asked).active[0]?.branch

  it('is the usual one where the schedule includes it, else the first that it includes by name', () => {
    expect(branchOf()).toBe(MAIN)
    expect(branchOf(filter(['develop', '*']))).toBe(MAIN)
    expect(branchOf(filter(['releases/*', 'gone', 'develop'], ['gone']))).toBe('refs/heads/develop')
  })

  it('is the one that was asked for, and no other', () => {
    expect(branchOf(filter(['releases/*', 'main']), 'refs/heads/releases/1')).toBe('refs/heads/releases/1')
    expect(() => branchOf(filter(['main']), 'refs/heads/topic')).toThrowError(
      expect.objectContaining({ code: 'ERR_SCHEDULE_BRANCH', place: expect.objectContaining({ line: 2 }) }),
    )
  })

  it('cannot be told from patterns alone; such a schedule is idle beside others, and an error by itself', () => {
    const pattern = schedule(filter(['releases/*']))
    expect(branchesOfSchedules([pattern, schedule()], MAIN)).toMatchObject({
      active: [{ branch: MAIN }],
      idle: [pattern],
    })
    expect(() => branchesOfSchedules([pattern], MAIN)).toThrowError(
      expect.objectContaining({ code: 'ERR_SCHEDULE_BRANCH', hint: expect.stringContaining('Build.SourceBranch') }),
    )
  })

  it('is none where there are no schedules', () => {
    expect(branchesOfSchedules([], MAIN)).toEqual({ active: [], idle: [] })
  })
})
