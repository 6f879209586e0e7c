import type { Clock, Instant, RunningJob } from '@mintwell/clock'

/** A process that waits for others with a time limit, as a Node task does that has set a timer and waits for its script. */
export interface ProcessTimer {
  readonly pid: number
  /** Tells this wait from another one. */
  readonly wait: string
  /** Milliseconds from the beginning of the wait. */
  readonly limitMs: number
}

/** Processes that all sleep, as one look found them. */
export interface SleepingProcesses {
  /** Those that wait no longer than until a timer of their own. */
  readonly timers: readonly ProcessTimer[]
  /** Who they are and how often each has gone to wait: another text at the next look means that one of them has been at work meanwhile, or a new one is. */
  readonly seen: string
}

/**
 * Tells whether a job's processes sleep: every one a registered sleeper or waiting for one, some of them no longer than until a timer of their own.
 * `sleepers` are the process ids that wait on the clock. The answer is `busy` where it is not known.
 */
export type ProcessProbe = (sessions: readonly number[], sleepers: ReadonlySet<number>) => 'busy' | SleepingProcesses

/** Between two looks at the processes, at first, in milliseconds. */
export const LOOK_FIRST_MS = 1
/** Where processes cannot be looked at: nobody has gone to sleep or woken for this long, in milliseconds (a guess that a slow script can defeat). */
const QUIET_MS = 60

/** What the watch needs from the clock that it serves. */
export interface WatchedClock {
  /** The time that the clock shows. */
  now(): Instant
  jobs(): Iterable<RunningJob>
  /** The processes that wait on the clock. */
  pids(): ReadonlySet<number>
  /** When, on the clock underneath, somebody last went to sleep or woke. */
  lastChange(): Instant
}

/** Tells whether all jobs sleep, and when the timers of their processes end. */
export class SleepWatch {
  readonly #base: Clock
  readonly #probe: ProcessProbe | undefined
  readonly #clock: WatchedClock
  /** When the timers of processes end, as far as is known: by when their wait was first seen. */
  readonly #timers = new Map<string, { readonly pid: number; readonly endsAt: Instant }>()

  /** `base` is the clock underneath, by which the pause between two looks is measured. */
  constructor(base: Clock, probe: ProcessProbe | undefined, clock: WatchedClock) {
    this.#base = base
    this.#probe = probe
    this.#clock = clock
  }

  /** The timers that run, as the last look found them. */
  get timers(): readonly { readonly pid: number; readonly endsAt: Instant }[] {
    return [...this.#timers.values()]
  }

  /**
   * Looks at all jobs; twice, a moment apart, where there are processes: one that was just woken, or is about to start another, looks asleep for an instant. And nobody
   * may have been at work between the two: a look takes its time, so that who starts another one during it, and waits for it, can be seen as one that waits, and the other one not at all.
   */
  async allAsleep(): Promise<boolean> {
    const first = this.#look()
    if (!first) return false
    if (![...this.#clock.jobs()].some((job) => job.activity().kind === 'processes')) return true
    const pids = this.#clock.pids()
    await this.#base.sleepUntil(this.#base.now() + LOOK_FIRST_MS)
    const still = this.#clock.pids()
    if (![...pids].every((pid) => still.has(pid))) return false
    const second = this.#look()
    return second?.length === first.length && second.every(({ seen }, index) => seen === first[index]?.seen)
  }

  /** What is found of each job that has processes; undefined when one of the jobs is busy. */
  #look(): readonly SleepingProcesses[] | undefined {
    const found: SleepingProcesses[] = []
    const pids = this.#clock.pids()
    const asleep = [...this.#clock.jobs()].every((job) => this.#sleeps(job, pids, found))
    return this.#timersRun(found.flatMap(({ timers }) => timers)) && asleep ? found : undefined
  }

  /** Adds to `found` what a look at the job's processes found. */
  #sleeps(job: RunningJob, pids: ReadonlySet<number>, found: SleepingProcesses[]): boolean {
    const activity = job.activity()
    if (activity.kind !== 'processes') return activity.kind === 'asleep'
    // No process of anybody's waits on the clock: there is nothing to look for, and looking costs.
    if (pids.size === 0) return false
    if (!this.#probe) return this.#base.now() - this.#clock.lastChange() >= QUIET_MS
    const answer = this.#probe(activity.sessions, pids)
    if (answer !== 'busy') found.push(answer)
    return answer !== 'busy'
  }

  /** Remembers the timers that are seen, forgets the others, and says whether all of them are still to come: one that has ended is about to be heard of. */
  #timersRun(timers: readonly ProcessTimer[]): boolean {
    const now = this.#clock.now()
    const seen = new Set(timers.map(({ wait }) => wait))
    for (const wait of this.#timers.keys()) if (!seen.has(wait)) this.#timers.delete(wait)
    for (const { pid, wait, limitMs } of timers) {
      if (!this.#timers.has(wait)) this.#timers.set(wait, { pid, endsAt: now + limitMs })
    }
    return [...this.#timers.values()].every(({ endsAt }) => endsAt > now)
  }
}
