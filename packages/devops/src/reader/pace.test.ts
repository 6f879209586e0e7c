import { describe, expect, it } from 'vitest'
import { Pace } from './pace.ts'

describe('a pause', () => {
  it('ends by the clock that nobody sets, however the wall clock is set meanwhile', async () => {
    let monotonic = 0
    const slept: number[] = []
    const wall = [1_000_000, 10, 5_000_000]
    const pace = new Pace({
      now: () => wall[slept.length] ?? 0,
      monotonic: () => monotonic,
      sleepUntil: async (instant) => {
        slept.push(instant - (wall[slept.length] ?? 0))
        // It wakes early twice, as a clock does that was set.
        monotonic += 4_000
      },
    })
    pace.pause(10_000)
    await pace.inTurn(async () => undefined)
    expect(slept).toEqual([10_000, 6_000, 2_000])
    expect(pace.waitedMs).toBe(10_000)
  })

  it('that several answers ask for at once is one', () => {
    const pace = new Pace({ now: () => 0, monotonic: () => 0, sleepUntil: async () => {} })
    for (let index = 0; index < 4; index += 1) pace.pause(30_000)
    expect(pace.waitedMs).toBe(30_000)
  })

  it('is left at once where the audit is aborted', async () => {
    const over = new AbortController()
    const pace = new Pace({
      now: () => 0,
      monotonic: () => 0,
      sleepUntil: async (_, signal) => {
        over.abort(new Error('stop'))
        signal?.throwIfAborted()
      },
    })
    pace.pause(10_000)
    await expect(pace.inTurn(async () => undefined, over.signal)).rejects.toThrow('stop')
  })
})
