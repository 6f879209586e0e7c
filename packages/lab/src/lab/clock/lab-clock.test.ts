import { createManualClock, type JobActivity, type ManualClock } from '@mintwell/clock'
import { describe, expect, it, vi } from 'vitest'
import { LabClock, type LabClockOptions } from './lab-clock.ts'
import type { ProcessProbe, SleepingProcesses } from './sleep-watch.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 3, 20)

function setUp(options: Partial<LabClockOptions> = {}) {
  const base = createManualClock(1_000_000)
  const clock = new LabClock({ base, start: START, leaps: true, ...options })
  return { base, clock }
}

/** What a look finds where all processes sleep. */
const asleep = (found: Partial<SleepingProcesses> = {}): SleepingProcesses => ({
  timers: [],
  seen: '',
  ...found,
})

/** A job whose activity the test sets. */
function job(clock: LabClock, activity: JobActivity) {
  const state = { activity }
  return { state, leave: clock.enter({ activity: () => state.activity }) }
}

/** Notes the lab's time at which a sleep ends. */
function noteWaking(clock: LabClock, at: number, woken: number[], pid?: number) {
  return clock.sleepUntil(at, undefined, pid).then(() => void woken.push(clock.now()))
}

describe('a clock that only ticks', () => {
  it('starts where it was set and ticks with real time', async () => {
    const { base, clock } = setUp({ leaps: false })
    expect(clock.now()).toBe(START)
    await base.pass(250, 1)
    expect(clock.now()).toBe(START + 250)
  })

  it('starts at the present when no start is given', () => {
    const base = createManualClock(1_000_000)
    const clock = new LabClock({ base })
    expect([clock.now(), clock.offsetMs]).toEqual([base.now(), 0])
  })

  it('wakes sleepers as real time passes, in the order of their instants', async () => {
    const { base, clock } = setUp({ leaps: false })
    const woken: number[] = []
    void noteWaking(clock, START + 30, woken)
    void noteWaking(clock, START + 10, woken)
    await base.pass(40, 1)
    expect(woken).toEqual([START + 10, START + 30])
  })

  it('wakes those who should have woken when it is set, in the order of their instants', async () => {
    const { base, clock } = setUp({ leaps: false })
    const order: string[] = []
    void clock.sleepUntil(START + 3 * HOUR).then(() => order.push('third'))
    void clock.sleepUntil(START + HOUR).then(() => order.push('first'))
    void clock.sleepUntil(START + 2 * HOUR).then(() => order.push('second'))
    void clock.sleepUntil(START + 5 * HOUR).then(() => order.push('never'))
    clock.set(START + 4 * HOUR)
    await base.pass(1, 1)
    expect(order).toEqual(['first', 'second', 'third'])
    expect(clock.waiting).toEqual([{ wakeAt: START + 5 * HOUR, pid: undefined }])
  })

  it('can be put back, which wakes nobody and moves nobody', async () => {
    const { base, clock } = setUp({ leaps: false })
    const woken: number[] = []
    void noteWaking(clock, START + 100, woken)
    clock.advance(-HOUR)
    await base.pass(200, 1)
    expect(woken).toEqual([])
    clock.advance(HOUR)
    await base.pass(1, 1)
    expect(woken).toHaveLength(1)
  })

  it('tells the distance to real time before it wakes anybody', async () => {
    const seen: string[] = []
    const { base, clock } = setUp({ leaps: false })
    clock.onOffset((offset) => seen.push(`offset ${offset - START}`))
    void clock.sleepUntil(START + HOUR).then(() => seen.push('woken'))
    clock.advance(2 * HOUR)
    await base.pass(1, 1)
    expect(seen).toEqual(['offset -1000000', 'offset 6200000', 'woken'])
  })

  it('waits on no timer of the base clock when its last sleeper has aborted', async () => {
    const { base, clock } = setUp({ leaps: false })
    const controller = new AbortController()
    const sleep = clock.sleepUntil(START + HOUR, controller.signal)
    await base.pass(2, 1)
    expect(base.wakes.length).toBe(1)
    controller.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
    await base.pass(1, 1)
    expect(base.wakes.length).toBe(0)
  })
})

describe('a clock that leaps', () => {
  it('leaps over a sleep when no job runs, without real time passing', async () => {
    const { base, clock } = setUp()
    const before = base.now()
    await clock.sleepUntil(START + 24 * HOUR)
    expect([clock.now(), base.now(), clock.leapsMade]).toEqual([START + 24 * HOUR, before, 1])
  })

  it('resolves at once for an instant that has come', async () => {
    const { clock } = setUp()
    await clock.sleepUntil(START)
    expect(clock.leapsMade).toBe(0)
  })

  it('does not leap while one job is busy, though another sleeps', async () => {
    const { base, clock } = setUp()
    const woken: number[] = []
    const busy = job(clock, { kind: 'busy' })
    job(clock, { kind: 'asleep' })
    void noteWaking(clock, START + HOUR, woken)
    await base.pass(500, 1)
    expect([clock.now(), woken]).toEqual([START + 500, []])
    busy.state.activity = { kind: 'asleep' }
    await base.pass(200, 1)
    expect(woken).toEqual([START + HOUR])
  })

  it('leaps when the last busy job leaves', async () => {
    const { base, clock } = setUp()
    const busy = job(clock, { kind: 'busy' })
    const woken: number[] = []
    void noteWaking(clock, START + HOUR, woken)
    await base.pass(10, 1)
    busy.leave()
    await base.pass(3, 1)
    expect(woken).toEqual([START + HOUR])
  })

  it('leaps to the earliest first, and lets those it wakes run before the next leap', async () => {
    const { base, clock } = setUp()
    const { state } = job(clock, { kind: 'asleep' })
    const seen: string[] = []
    void clock.sleepUntil(START + 2 * HOUR).then(() => seen.push('second'))
    void clock.sleepUntil(START + HOUR).then(() => {
      seen.push('first')
      state.activity = { kind: 'busy' }
    })
    await base.pass(300, 1)
    expect(seen).toEqual(['first'])
    state.activity = { kind: 'asleep' }
    await base.pass(300, 1)
    expect(seen).toEqual(['first', 'second'])
    expect(clock.leapsMade).toBe(2)
  })

  it.each([
    ['real time', (_: LabClock, base: ManualClock) => base.pass(10, 1)],
    ['a hand that sets it', (clock: LabClock) => clock.advance(10)],
  ] as const)('lets those who are woken by %s run before it looks who sleeps', async (_, pass) => {
    const { base, clock } = setUp()
    const woken: number[] = []
    const { state } = job(clock, { kind: 'asleep' })
    // Another job works just as long.
    clock.enter({ activity: () => ({ kind: clock.now() < START + 10 ? 'busy' : 'asleep' }) })
    // As a keeper that asks for a token when it wakes: it is known to be at work some turns of promises later.
    void clock.sleepUntil(START + 10).then(async () => {
      for (let turn = 0; turn < 10; turn++) await undefined
      state.activity = { kind: 'busy' }
    })
    void noteWaking(clock, START + HOUR, woken)
    await pass(clock, base)
    await base.pass(5, 1)
    expect(state.activity.kind).toBe('busy')
    expect(woken).toEqual([])
  })

  it('does not leap by what it saw before somebody set it', async () => {
    const { base, clock } = setUp()
    const { state } = job(clock, { kind: 'asleep' })
    const woken: number[] = []
    void clock.sleepUntil(START + 10).then(() => {
      state.activity = { kind: 'busy' }
    })
    void noteWaking(clock, START + HOUR, woken)
    clock.advance(10)
    await base.pass(5, 1)
    expect([state.activity.kind, woken]).toEqual(['busy', []])
  })

  it('wakes whoever sleeps in short turns in passing, as often as it would be', async () => {
    const { clock } = setUp()
    let ticks = 0
    const over = new AbortController()
    const loop = async () => {
      for (;;) {
        await clock.sleepUntil(clock.now() + 480_000, over.signal)
        ticks += 1
      }
    }
    loop().catch(() => {})
    await clock.sleepUntil(START + HOUR)
    over.abort()
    expect([clock.now() - START, ticks]).toEqual([HOUR, 7])
  })

  it('waits, without looking again and again, when all that sleep do so for ever', async () => {
    const looks = vi.fn<ProcessProbe>(() => asleep())
    const { base, clock } = setUp({ probe: looks })
    job(clock, { kind: 'processes', sessions: [1] })
    void clock.sleepUntil(Number.POSITIVE_INFINITY, undefined, 42)
    await base.pass(1_000, 1)
    expect(clock.leapsMade).toBe(0)
    expect(looks.mock.calls.length).toBeLessThan(50)
  })

  it('comes exactly to an instant with a fraction, in one leap', async () => {
    const { clock } = setUp()
    await clock.sleepUntil(START + 1_000.4)
    expect([clock.now(), clock.leapsMade]).toEqual([START + 1_001, 1])
  })

  it('notices who goes to sleep while it looks at the processes', async () => {
    const { base, clock } = setUp({ probe: (_, pids) => (pids.has(2) ? asleep() : 'busy') })
    job(clock, { kind: 'processes', sessions: [1] })
    const woken: number[] = []
    void noteWaking(clock, START + 2 * HOUR, woken, 1)
    await base.pass(1_000, 1)
    void noteWaking(clock, START + HOUR, woken, 2)
    await base.pass(5, 1)
    expect(woken[0]).toBe(START + HOUR)
  })

  it('tells its sleepers when the new time cannot be shown to the children', async () => {
    const full = new Error('ENOSPC')
    let calls = 0
    const { clock } = setUp()
    clock.onOffset(() => {
      calls += 1
      if (calls > 1) throw full
    })
    await expect(clock.sleepUntil(START + HOUR)).rejects.toBe(full)
    expect(clock.now()).toBeLessThan(START + HOUR)
  })
})

describe('a clock that looks at processes', () => {
  it('looks twice, a moment apart, before it leaps over a process', async () => {
    const looks = vi.fn<ProcessProbe>(() => asleep())
    const { base, clock } = setUp({ probe: looks })
    job(clock, { kind: 'processes', sessions: [7] })
    const woken: number[] = []
    void noteWaking(clock, START + HOUR, woken, 42)
    await base.pass(3, 1)
    expect(woken).toEqual([START + HOUR])
    expect(looks.mock.calls.map(([sessions, pids]) => [sessions, [...pids]])).toEqual([
      [[7], [42]],
      [[7], [42]],
    ])
  })

  it('does not leap when the second look finds a process at work', async () => {
    const answers: ReturnType<ProcessProbe>[] = [asleep(), 'busy']
    const { base, clock } = setUp({ probe: () => answers.shift() ?? 'busy' })
    job(clock, { kind: 'processes', sessions: [7] })
    void clock.sleepUntil(START + HOUR, undefined, 42)
    await base.pass(20, 1)
    expect([answers.length, clock.leapsMade]).toEqual([0, 0])
  })

  it('does not leap when a process has been at work, or another one has come, between the two looks, and does when none has', async () => {
    let looks = 0
    const probe = () => {
      looks += 1
      return asleep({ seen: `7 +${Math.min(looks, 5)}` })
    }
    const { base, clock } = setUp({ probe })
    job(clock, { kind: 'processes', sessions: [7] })
    const woken: number[] = []
    void noteWaking(clock, START + HOUR, woken, 42)
    await base.pass(50, 1)
    // Work is seen by the second look, and by the fourth; the fifth and the sixth agree.
    expect([woken, looks]).toEqual([[START + HOUR], 6])
  })

  it('does not leap when the sleeper goes away between the two looks', async () => {
    const { base, clock } = setUp({ probe: () => asleep() })
    const gone = new AbortController()
    job(clock, { kind: 'processes', sessions: [7] })
    clock.sleepUntil(START + HOUR, gone.signal, 42).catch(() => {})
    void clock.sleepUntil(START + 2 * HOUR)
    gone.abort(new Error('killed'))
    await base.pass(300, 1)
    expect([clock.leapsMade, clock.waiting.length]).toEqual([0, 1])
  })

  it('leaps no further than to a timer of a process, wakes that process, and goes on when it waits again', async () => {
    let wait = 'first'
    const woken: number[] = []
    const { base, clock } = setUp({
      probe: () => asleep({ timers: [{ pid: 5, wait, limitMs: 8 * 60_000 }] }),
      wakeProcess: (pid) => woken.push(pid),
    })
    job(clock, { kind: 'processes', sessions: [7] })
    const times: number[] = []
    void noteWaking(clock, START + 10 * 60_000, times, 42)
    await base.pass(50, 1)
    expect([clock.leapsMade, woken, times]).toEqual([1, [5], []])
    expect(clock.now() - START - 8 * 60_000).toBeLessThan(100)
    wait = 'second'
    await base.pass(300, 1)
    expect([clock.leapsMade, woken, times]).toEqual([2, [5], [START + 10 * 60_000]])
  })

  it('counts the time of a timer from when its wait was first seen', async () => {
    let sleeping = false
    const { base, clock } = setUp({
      probe: (sessions) =>
        sessions[0] === 8 && !sleeping ? 'busy' : asleep({ timers: [{ pid: 5, wait: 'one', limitMs: 60_000 }] }),
    })
    job(clock, { kind: 'processes', sessions: [7] })
    job(clock, { kind: 'processes', sessions: [8] })
    void clock.sleepUntil(START + HOUR, undefined, 42)
    await base.pass(30_000, 1)
    sleeping = true
    await base.pass(200, 1)
    expect(clock.leapsMade).toBe(1)
    expect(clock.now() - START).toBeLessThan(60_400)
  })

  it('does not even look while no process waits on it', async () => {
    const looks = vi.fn<ProcessProbe>(() => 'busy')
    const { base, clock } = setUp({ probe: looks })
    job(clock, { kind: 'processes', sessions: [7] })
    void clock.sleepUntil(START + HOUR)
    await base.pass(100, 1)
    expect(looks).not.toHaveBeenCalled()
  })

  it('guesses by quiet where there is no probe: some tens of milliseconds in which nobody goes to sleep or wakes', async () => {
    const { base, clock } = setUp()
    job(clock, { kind: 'processes', sessions: [7] })
    const woken: number[] = []
    void noteWaking(clock, START + HOUR, woken, 42)
    await base.pass(50, 1)
    expect(woken).toEqual([])
    await base.pass(100, 1)
    expect(woken).toEqual([START + HOUR])
  })
})

describe('the end of a sleep', () => {
  it('comes once, though the signal aborts after it', async () => {
    const { base, clock } = setUp()
    const controller = new AbortController()
    const end = vi.fn()
    clock.sleepUntil(START + HOUR, controller.signal).then(end, end)
    await base.pass(2, 1)
    controller.abort()
    await base.pass(2, 1)
    expect(end).toHaveBeenCalledExactlyOnceWith(undefined)
  })

  it('is the reason of the signal when that has aborted before or meanwhile, and the clock stays', async () => {
    const { base, clock } = setUp()
    const reason = new Error('enough')
    await expect(clock.sleepUntil(START + HOUR, AbortSignal.abort(reason))).rejects.toBe(reason)
    const busy = job(clock, { kind: 'busy' })
    const controller = new AbortController()
    const sleep = clock.sleepUntil(START + HOUR, controller.signal)
    controller.abort(reason)
    await expect(sleep).rejects.toBe(reason)
    busy.leave()
    await base.pass(5, 1)
    expect([clock.leapsMade, clock.waiting]).toEqual([0, []])
  })

  it('leaves no listener on the signal, whether it woke or the clock was closed', async () => {
    const { clock } = setUp()
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    await clock.sleepUntil(START + HOUR, signal)
    job(clock, { kind: 'busy' })
    void clock.sleepUntil(START + 2 * HOUR, signal)
    clock.close()
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([2, 2])
  })

  it('never comes after the clock was closed, and nothing waits on the base clock', async () => {
    const { base, clock } = setUp()
    const busy = job(clock, { kind: 'busy' })
    const end = vi.fn()
    clock.sleepUntil(START + HOUR).then(end, end)
    await base.pass(2, 1)
    clock.close()
    busy.leave()
    await base.pass(300, 1)
    clock.advance(2 * HOUR)
    await base.pass(2, 1)
    expect([end.mock.calls.length, base.wakes.length]).toEqual([0, 0])
  })
})
