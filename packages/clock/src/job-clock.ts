import type { Clock } from './clock.ts'

/**
 * What a running job is doing, as far as a clock that leaps must know: `busy` (the runner itself works), `asleep` (the runner itself waits on the
 * clock), or the sessions of the processes that it waits for (each a process id that leads a session, and the marker that all their environments carry).
 */
export type JobActivity =
  | { readonly kind: 'busy' }
  | { readonly kind: 'asleep' }
  | { readonly kind: 'processes'; readonly sessions: readonly number[] }

/** A job, as a clock sees it. */
export interface RunningJob {
  activity(): JobActivity
}

/** A clock that must know which jobs run, because it leaps only while all of them sleep. The real clock takes no notice. */
export interface JobClock extends Clock {
  /** The job runs from now until the function that this returns is called. */
  enter(job: RunningJob): () => void
}
