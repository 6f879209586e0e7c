import { describe, expect, it } from 'vitest'
import { createManualClock } from './manual-clock.ts'

describe('the manual clock', () => {
  it('stands until it is moved, and wakes who is due, the first first', async () => {
    const clock = createManualClock(1_000)
    const woken: string[] = []
    const late = clock.sleepUntil(1_300).then(() => woken.push('late'))
    const early = clock.sleepUntil(1_100).then(() => woken.push('early'))
    expect(clock.wakes).toEqual([1_100, 1_300])
    clock.advance(299)
    await early
    expect([woken, clock.now()]).toEqual([['early'], 1_299])
    clock.advance(1)
    await late
    expect(woken).toEqual(['early', 'late'])
  })

  it('passes from wake to wake, so that who sleeps again wakes again at their time', async () => {
    const clock = createManualClock()
    const seen: number[] = []
    void (async () => {
      for (;;) {
        await clock.sleepUntil(clock.now() + 40)
        seen.push(clock.now())
      }
    })()
    await clock.pass(100)
    expect([seen, clock.now()]).toEqual([[40, 80], 100])
  })

  it('lets go of a sleeper whose signal aborts', async () => {
    const clock = createManualClock()
    const controller = new AbortController()
    const slept = clock.sleepUntil(10, controller.signal)
    controller.abort(new Error('enough'))
    await expect(slept).rejects.toThrow('enough')
    expect(clock.wakes).toEqual([])
  })

  it('is moved by those who sleep, or refuses to let anyone sleep, where it is made so', async () => {
    const moved = createManualClock(0, 'move')
    await moved.sleepUntil(50)
    await moved.sleepUntil(20)
    expect(moved.now()).toBe(50)
    await expect(createManualClock(0, 'refuse').sleepUntil(50)).rejects.toThrow('nothing was to sleep here')
  })

  it('goes on with another clock, ahead or behind by what it was moved', () => {
    let base = 100
    const clock = createManualClock(() => base)
    clock.set(40)
    base = 110
    expect(clock.now()).toBe(50)
  })
})
