import type { Instant } from '@mintwell/clock'
import type { Result } from './run-event.ts'

/** What the runs are of: `{pipeline}` or `{task}`, as the command's documents name it. */
export type About = Readonly<Record<string, unknown>>

/** What the command says that queues runs and waits for them. */
export type SessionEvent =
  | { readonly kind: 'session-started'; readonly at: Instant; readonly about: About; readonly runs: number }
  | {
      readonly kind: 'run-queued'
      readonly at: Instant
      readonly reason: 'manual' | 'schedule'
      /** ISO 8601, in UTC. */
      readonly queuedAt: string
      readonly branch: string
    }
  | { readonly kind: 'run-finished'; readonly at: Instant; readonly result: Result }
  | { readonly kind: 'session-finished'; readonly at: Instant; readonly interrupted: boolean }
