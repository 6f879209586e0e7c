import { describe, expect, it } from 'vitest'
import { combineResults, mergeResults, type Result, stageResult } from './result.ts'

const all: readonly Result[] = ['succeeded', 'succeededWithIssues', 'failed', 'canceled', 'skipped']

describe('the result of a step', () => {
  it('is the worst that was said of it', () => {
    expect(mergeResults('succeeded', 'succeededWithIssues')).toBe('succeededWithIssues')
    expect(mergeResults('failed', 'succeeded')).toBe('failed')
    expect(mergeResults('succeededWithIssues', 'failed')).toBe('failed')
  })

  it('stays canceled or skipped once it is, whatever comes after', () => {
    for (const later of all) {
      expect(mergeResults('canceled', later)).toBe('canceled')
      expect(mergeResults('skipped', later)).toBe('skipped')
    }
  })
})

describe('the result of what has parts', () => {
  it.each([
    [[], 'succeeded'],
    [['succeeded', 'skipped'], 'succeeded'],
    [['succeeded', 'succeededWithIssues'], 'succeededWithIssues'],
    [['succeededWithIssues', 'failed', 'succeeded'], 'failed'],
    [['failed', 'canceled'], 'canceled'],
    [['skipped', 'skipped'], 'succeeded'],
  ] as const)('of %j is %s', (parts, result) => {
    expect(combineResults(parts)).toBe(result)
  })

  it('is skipped for a stage of which every job is, and only then', () => {
    expect(stageResult(['skipped', 'skipped'])).toBe('skipped')
    expect(stageResult(['skipped', 'succeeded'])).toBe('succeeded')
    expect(stageResult([])).toBe('succeeded')
  })
})
