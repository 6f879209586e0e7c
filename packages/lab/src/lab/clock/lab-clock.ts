import type { Instant, JobClock, RunningJob } from '@mintwell/clock'
import { CLOCK_RANGE, checkClockRange } from '../../ground/clock-range.ts'
import { nextTurn } from '../adapters/real-timers.ts'
import { LOOK_FIRST_MS, type ProcessProbe, SleepWatch } from './sleep-watch.ts'

export interface LabClockOptions {
  /** The clock underneath: where the lab's ticks come from, and what the pauses between two looks at the processes are measured by. */
  readonly base: { now(): Instant; sleepUntil(instant: Instant, signal?: AbortSignal): Promise<void> }
  /** Where the clock starts; the present when it is not given. */
  readonly start?: Instant
  /** Whether the clock leaps over sleep. When not, it only ticks and can be set. */
  readonly leaps?: boolean
  readonly probe?: ProcessProbe
  /** Makes a process look at its timers, because the clock has leapt to one of them. Without it, their time is not known to it before the real one has passed. */
  readonly wakeProcess?: (pid: number) => void
}

interface Sleeper {
  readonly wakeAt: Instant
  readonly pid: number | undefined
  readonly wake: () => void
  readonly fail: (error: unknown) => void
  /** Takes the sleeper's listener off its signal. */
  readonly forget: () => void
}

/** The longest pause between two looks at the processes, in milliseconds (measured: a look costs 1-3 ms on a machine with 300 processes). The first is `LOOK_FIRST_MS`. */
const LOOK_LONGEST_MS = 100

/**
 * The lab's clock: a discrete-event clock that ticks with real time from where it was set, and leaps to the earliest registered wake time when,
 * and only when, every running job sleeps. What was woken runs before the next leap, because it counts as busy until it sleeps again or ends.
 *
 * @example
 * const clock = new LabClock({ base: realClock, start: Date.UTC(2026, 3, 20), leaps: true })
 * await clock.sleepUntil(clock.now() + 86_400_000) // returns at once: a day has passed
 */
export class LabClock implements JobClock {
  readonly #options: LabClockOptions
  readonly #sleepers = new Set<Sleeper>()
  readonly #jobs = new Set<RunningJob>()
  readonly #watch: SleepWatch
  #offset: number
  #showOffset: (offsetMs: number) => void = () => {}
  #pumping = false
  #closed = false
  #leapsMade = 0
  #lastChange = 0
  /** Counts what could end a pause, so that nothing is missed that happens before the pause begins. */
  #changes = 0
  #changed: (() => void) | undefined
  /** Somebody was woken who has not had a turn since: it may still look asleep. */
  #woken = false

  constructor(options: LabClockOptions) {
    this.#options = options
    this.#watch = new SleepWatch(options.base, options.probe, {
      now: () => this.now(),
      jobs: () => this.#jobs,
      pids: () => new Set([...this.#sleepers].flatMap(({ pid }) => (pid === undefined ? [] : [pid]))),
      lastChange: () => this.#lastChange,
    })
    if (options.start !== undefined) checkClockRange(options.start)
    this.#offset = options.start === undefined ? 0 : options.start - options.base.now()
  }

  now(): Instant {
    return Math.round(this.#options.base.now() + this.#offset)
  }

  /** Lab time minus real time, in milliseconds. */
  get offsetMs(): number {
    return this.#offset
  }

  /** Calls `show` with the distance to the real time, now and whenever it changes, before anything that sleeps is woken. One listener. */
  onOffset(show: (offsetMs: number) => void): void {
    this.#showOffset = show
    show(this.#offset)
  }

  /** How often the clock has leapt. */
  get leapsMade(): number {
    return this.#leapsMade
  }

  /** Who waits on the clock now, earliest first. */
  get waiting(): readonly { readonly wakeAt: Instant; readonly pid: number | undefined }[] {
    return [...this.#sleepers].sort((a, b) => a.wakeAt - b.wakeAt).map(({ wakeAt, pid }) => ({ wakeAt, pid }))
  }

  /** Puts the clock to `instant`; sleepers that should have woken by then wake. Throws `ERR_CLOCK_OUT_OF_RANGE`. */
  set(instant: Instant): void {
    checkClockRange(instant)
    const offset = instant - this.#options.base.now()
    this.#showOffset(offset)
    this.#offset = offset
    this.#wakeDue()
    this.#notify()
  }

  /** Moves the clock by `ms`, which may be negative. */
  advance(ms: number): void {
    this.set(this.#options.base.now() + this.#offset + ms)
  }

  enter(job: RunningJob): () => void {
    this.#jobs.add(job)
    return () => {
      this.#jobs.delete(job)
      this.#notify()
    }
  }

  /** As the port says; `pid` names the process that waits, so that it is known to sleep. */
  sleepUntil(instant: Instant, signal?: AbortSignal, pid?: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (instant <= this.now()) return resolve()
      const onAbort = () => {
        this.#sleepers.delete(sleeper)
        reject(signal?.reason)
        this.#notify()
      }
      const forget = () => signal?.removeEventListener('abort', onAbort)
      // The clock shows whole milliseconds, and nobody wakes before time.
      const sleeper: Sleeper = { wakeAt: Math.ceil(instant), pid, wake: resolve, fail: reject, forget }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#sleepers.add(sleeper)
      this.#notify()
      void this.#pump()
    })
  }

  /** Forgets every sleeper: they neither wake nor hold the process. */
  close(): void {
    this.#closed = true
    for (const sleeper of this.#takeAll()) sleeper.forget()
    this.#notify()
  }

  #takeAll(): readonly Sleeper[] {
    const sleepers = [...this.#sleepers]
    this.#sleepers.clear()
    return sleepers
  }

  #notify(): void {
    this.#lastChange = this.#options.base.now()
    this.#changes += 1
    this.#changed?.()
    this.#changed = undefined
  }

  #wakeDue(): void {
    const now = this.now()
    const due = [...this.#sleepers].filter(({ wakeAt }) => wakeAt <= now)
    this.#woken ||= due.length > 0
    for (const sleeper of due.sort((a, b) => a.wakeAt - b.wakeAt)) {
      this.#sleepers.delete(sleeper)
      sleeper.forget()
      sleeper.wake()
    }
  }

  #earliest(): Instant {
    let earliest = Number.POSITIVE_INFINITY
    for (const sleeper of this.#sleepers) earliest = Math.min(earliest, sleeper.wakeAt)
    return earliest
  }

  /** One loop for as long as anyone sleeps: wake who is due, leap when all jobs sleep, otherwise wait a little or until something changes. */
  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    try {
      let pause = LOOK_FIRST_MS
      while (this.#sleepers.size > 0 && !this.#closed) {
        const changes = this.#changes
        this.#wakeDue()
        if (this.#sleepers.size === 0) break
        if (this.#woken) {
          // What was woken in this process gets its turn before the next look.
          this.#woken = false
          await nextTurn()
          continue
        }
        // What has happened during the look is looked at anew.
        if (this.#options.leaps && (await this.#watch.allAsleep()) && this.#changes === changes && this.#leap()) {
          pause = LOOK_FIRST_MS
          continue
        }
        const longest = this.#options.leaps ? pause : Number.POSITIVE_INFINITY
        const changed = this.#changes !== changes || (await this.#pause(longest))
        pause = changed ? LOOK_FIRST_MS : Math.min(pause * 2, LOOK_LONGEST_MS)
      }
    } catch (error) {
      // The children could not be shown the new time: callers that wait for it get an error, rather than wait on.
      for (const sleeper of this.#takeAll()) {
        sleeper.forget()
        sleeper.fail(error)
      }
    } finally {
      this.#pumping = false
    }
  }

  /** Says whether there was anywhere to leap to: who sleeps for ever, or past the end of the clock's range, is nowhere. */
  #leap(): boolean {
    const timers = this.#watch.timers
    const earliest = Math.min(this.#earliest(), ...timers.map(({ endsAt }) => endsAt))
    if (earliest > CLOCK_RANGE.last || earliest <= this.now()) return false
    this.set(earliest)
    this.#leapsMade += 1
    for (const { pid, endsAt } of timers) if (endsAt <= earliest) this.#options.wakeProcess?.(pid)
    return true
  }

  /** Waits until someone is due, at most `ms`, or until something changes; says whether it was a change. */
  async #pause(ms: number): Promise<boolean> {
    const controller = new AbortController()
    const untilDue = this.#earliest() - this.now()
    const changed = new Promise<boolean>((resolve) => {
      this.#changed = () => resolve(true)
    })
    const slept = this.#options.base
      .sleepUntil(this.#options.base.now() + Math.max(0, Math.min(ms, untilDue)), controller.signal)
      .then(
        () => false,
        () => false,
      )
    const answer = await Promise.race([slept, changed])
    controller.abort()
    return answer
  }
}
