import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { realClock } from './real-clock.ts'

// The machine's timers are the outside here, and are the only thing that is not real.
beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 3, 20) }))
afterEach(() => void vi.useRealTimers())

const DAY = 86_400_000

describe('the real clock', () => {
  it('wakes at the instant and not before', async () => {
    const wake = vi.fn()
    const sleep = realClock.sleepUntil(realClock.now() + 5_000).then(wake)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(wake).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await sleep
    expect(wake).toHaveBeenCalledOnce()
  })

  it.each([
    ['has passed', -1],
    ['is now', 0],
    ['is no number', Number.NaN],
  ])('resolves at once, without a timer, for an instant that %s', async (_, ms) => {
    await realClock.sleepUntil(realClock.now() + ms)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('sleeps longer than the longest timer of Node', async () => {
    const wake = vi.fn()
    const sleep = realClock.sleepUntil(realClock.now() + 60 * DAY).then(wake)
    await vi.advanceTimersByTimeAsync(60 * DAY - 1)
    expect(wake).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await sleep
  })

  it.each([
    ['by half a second', 500],
    ['by an hour', 3_600_000],
    ['by ten years', 3_652 * DAY],
  ])('waits no longer than it was asked to when the machine’s clock is set back %s meanwhile', async (_, back) => {
    const wake = vi.fn()
    const sleep = realClock.sleepUntil(realClock.now() + 5 * 60_000).then(wake)
    await vi.advanceTimersByTimeAsync(10_000)
    vi.setSystemTime(Date.now() - back)
    await vi.advanceTimersByTimeAsync(5 * 60_000 - 10_001)
    expect(wake).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await sleep
  })

  it('wakes within half a minute when the machine’s clock is set forwards past the instant', async () => {
    const wake = vi.fn()
    const sleep = realClock.sleepUntil(realClock.now() + DAY).then(wake)
    await vi.advanceTimersByTimeAsync(10_000)
    vi.setSystemTime(Date.now() + 2 * DAY)
    await vi.advanceTimersByTimeAsync(30_000)
    await sleep
  })

  it('rejects with the reason of a signal that has aborted already', async () => {
    const reason = new Error('enough')
    await expect(realClock.sleepUntil(realClock.now() + 1, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('rejects with the reason when the signal aborts, and leaves no timer that would hold the process', async () => {
    const controller = new AbortController()
    const sleep = realClock.sleepUntil(realClock.now() + DAY, controller.signal)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(sleep).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes its listener off the signal when it has woken', async () => {
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const sleep = realClock.sleepUntil(realClock.now() + 1, signal)
    await vi.advanceTimersByTimeAsync(1)
    await sleep
    expect(removed).toHaveBeenCalledOnce()
  })

  it('takes no notice of jobs', () => {
    const leave = realClock.enter({ activity: () => ({ kind: 'busy' }) })
    expect(leave()).toBeUndefined()
  })
})
