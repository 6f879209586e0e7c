import type { RunEvent } from '@mintwell/runner'
import { describe, expect, it } from 'vitest'
import { newRunRecord, recordEvent } from './record.ts'

const at = Date.UTC(2026, 3, 20, 1, 4, 56)

const fold = (...events: readonly RunEvent[]) => {
  const record = newRunRecord(1, 'schedule', at)
  for (const event of events) recordEvent(record, event)
  return record
}

const step = (id: string, result: 'succeeded' | 'failed'): RunEvent => ({
  kind: 'step-finished',
  at,
  stage: 'S',
  job: 'J',
  step: id,
  name: null,
  displayName: `Do ${id}`,
  result,
  exitCode: result === 'failed' ? 1 : 0,
  issues: result === 'failed' ? [{ type: 'error', message: 'broke' }] : [],
})

describe('the record of a run', () => {
  it('begins empty, with its number, reason and instant', () => {
    expect(fold()).toEqual({
      number: 1,
      reason: 'schedule',
      queuedAt: '2026-04-20T01:04:56Z',
      result: 'succeeded',
      stages: [],
      receipts: [],
      exchanges: [],
    })
  })

  it('is a fold of the events: stages with their jobs with their steps, in their order', () => {
    const { stages } = fold(
      { kind: 'stage-started', at, stage: 'S', displayName: 'Stage' },
      { kind: 'job-started', at, stage: 'S', job: 'J', displayName: 'Job' },
      { kind: 'line', at, stage: 'S', job: 'J', step: 'a', line: 'plain', text: 'not recorded' },
      step('a', 'succeeded'),
      step('b', 'failed'),
      { kind: 'job-finished', at, stage: 'S', job: 'J', result: 'failed' },
      { kind: 'job-finished', at, stage: 'S', job: 'Skipped', result: 'skipped' },
      { kind: 'stage-finished', at, stage: 'S', result: 'failed' },
      { kind: 'stage-finished', at, stage: 'Never', result: 'skipped' },
    )
    expect(stages).toEqual([
      {
        name: 'S',
        result: 'failed',
        jobs: [
          {
            name: 'J',
            result: 'failed',
            steps: [
              { id: 'a', name: null, displayName: 'Do a', result: 'succeeded', exitCode: 0, issues: [] },
              {
                id: 'b',
                name: null,
                displayName: 'Do b',
                result: 'failed',
                exitCode: 1,
                issues: [{ type: 'error', message: 'broke' }],
              },
            ],
          },
          { name: 'Skipped', result: 'skipped', steps: [] },
        ],
      },
      { name: 'Never', result: 'skipped', jobs: [] },
    ])
  })

  it('keeps jobs of one name apart by their stages', () => {
    const { stages } = fold(
      { kind: 'job-finished', at, stage: 'A', job: 'J', result: 'succeeded' },
      { kind: 'job-finished', at, stage: 'B', job: 'J', result: 'failed' },
    )
    expect(stages.map(({ name, jobs }) => [name, jobs[0]?.result])).toEqual([
      ['A', 'succeeded'],
      ['B', 'failed'],
    ])
  })
})
