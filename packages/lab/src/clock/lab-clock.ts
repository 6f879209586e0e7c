import type { Instant, JobClock, RunningJob } from '@mintwell/clock'

/** A process that waits for others with a time limit, as a Node task does that has set a timer and waits for its script. */
export interface ProcessTimer {
  readonly pid: number
  /** Tells this wait from another one. */
  readonly wait: string
  /** Milliseconds from the beginning of the wait. */
  readonly limitMs: number
}

/**
 * Tells whether a job's processes sleep: every one a registered sleeper or waiting for one, some of them no longer than until a timer of their own.
 * `sleepers` are the process ids that wait on the clock. The answer is `busy` where it is not known.
 */
export type ProcessProbe = (
  sessions: readonly number[],
  sleepers: ReadonlySet<number>,
) => 'busy' | 'asleep' | { readonly timers: readonly ProcessTimer[] }

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
  /** Called whenever the distance to the real time changes, before anything that sleeps is woken. */
  readonly onOffset?: (offsetMs: number) => void
}

interface Sleeper {
  readonly wakeAt: Instant
  readonly pid: number | undefined
  readonly wake: () => void
  readonly fail: (error: unknown) => void
  /** Takes the sleeper's listener off its signal. */
  readonly forget: () => void
}

/** First pause between two looks at the processes, and the longest one, in milliseconds (measured: a look costs 1-3 ms on a machine with 300 processes). */
const LOOK_FIRST_MS = 1
const LOOK_LONGEST_MS = 100
/** Where processes cannot be looked at: nobody has gone to sleep or woken for this long, in milliseconds (a guess that a slow script can defeat). */
const QUIET_MS = 60

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
  /** When the timers of processes end, as far as is known: by when their wait was first seen. */
  readonly #timers = new Map<string, { readonly pid: number; readonly endsAt: Instant }>()
  #offset: number
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
    this.#offset = options.start === undefined ? 0 : options.start - options.base.now()
    options.onOffset?.(this.#offset)
  }

  now(): Instant {
    return Math.round(this.#options.base.now() + this.#offset)
  }

  /** Lab time minus real time, in milliseconds. */
  get offsetMs(): number {
    return this.#offset
  }

  /** How often the clock has leapt. */
  get leapsMade(): number {
    return this.#leapsMade
  }

  /** Who waits on the clock now, earliest first. */
  get waiting(): readonly { readonly wakeAt: Instant; readonly pid: number | undefined }[] {
    return [...this.#sleepers].sort((a, b) => a.wakeAt - b.wakeAt).map(({ wakeAt, pid }) => ({ wakeAt, pid }))
  }

  /** Puts the clock to `instant`; whoever should have woken by then wakes. */
  set(instant: Instant): void {
    const offset = instant - this.#options.base.now()
    this.#options.onOffset?.(offset)
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
          // Whoever was woken in this process gets its turn before anybody looks.
          this.#woken = false
          await new Promise((resolve) => setImmediate(resolve))
          continue
        }
        // What has happened during the look is looked at anew.
        if (this.#options.leaps && (await this.#allAsleep()) && this.#changes === changes && this.#leap()) {
          pause = LOOK_FIRST_MS
          continue
        }
        const longest = this.#options.leaps ? pause : Number.POSITIVE_INFINITY
        const changed = this.#changes !== changes || (await this.#pause(longest))
        pause = changed ? LOOK_FIRST_MS : Math.min(pause * 2, LOOK_LONGEST_MS)
      }
    } catch (error) {
      // The children could not be shown the new time: whoever waits for it is told, rather than left waiting.
      for (const sleeper of this.#takeAll()) {
        sleeper.forget()
        sleeper.fail(error)
      }
    } finally {
      this.#pumping = false
    }
  }

  /** Says whether there was anywhere to leap to: who sleeps for ever is nowhere. */
  #leap(): boolean {
    const timers = [...this.#timers.values()]
    const earliest = Math.min(this.#earliest(), ...timers.map(({ endsAt }) => endsAt))
    if (!Number.isFinite(earliest) || earliest <= this.now()) return false
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

  async #allAsleep(): Promise<boolean> {
    const pids = new Set<number>()
    for (const { pid } of this.#sleepers) if (pid !== undefined) pids.add(pid)
    const look = () => {
      const timers: ProcessTimer[] = []
      const asleep = [...this.#jobs].every((job) => this.#sleeps(job, pids, timers))
      return this.#timersRun(timers) && asleep
    }
    if (!look()) return false
    if (![...this.#jobs].some((job) => job.activity().kind === 'processes')) return true
    // Twice, a moment apart: a process that was just woken, or is about to start another, looks asleep for an instant.
    await this.#options.base.sleepUntil(this.#options.base.now() + LOOK_FIRST_MS)
    return [...pids].every((pid) => [...this.#sleepers].some((sleeper) => sleeper.pid === pid)) && look()
  }

  /** Remembers the timers that are seen, forgets the others, and says whether all of them are still to come: one that has ended is about to be heard of. */
  #timersRun(timers: readonly ProcessTimer[]): boolean {
    const seen = new Set(timers.map(({ wait }) => wait))
    for (const wait of this.#timers.keys()) if (!seen.has(wait)) this.#timers.delete(wait)
    const now = this.now()
    for (const { pid, wait, limitMs } of timers) {
      if (!this.#timers.has(wait)) this.#timers.set(wait, { pid, endsAt: now + limitMs })
    }
    return [...this.#timers.values()].every(({ endsAt }) => endsAt > now)
  }

  /** Adds the timers of the job's processes to `timers`. */
  #sleeps(job: RunningJob, pids: ReadonlySet<number>, timers: ProcessTimer[]): boolean {
    const activity = job.activity()
    if (activity.kind !== 'processes') return activity.kind === 'asleep'
    // No process of anybody's waits on the clock: there is nothing to look for, and looking costs.
    if (pids.size === 0) return false
    if (this.#options.probe) {
      const answer = this.#options.probe(activity.sessions, pids)
      if (typeof answer === 'object') timers.push(...answer.timers)
      return answer !== 'busy'
    }
    return this.#options.base.now() - this.#lastChange >= QUIET_MS
  }
}
