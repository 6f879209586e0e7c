import type { Instant } from '@mintwell/clock'
import type { Result } from './result.ts'

/** An issue of a step: what `##vso[task.logissue]` and failing tasks leave. The message is masked. */
export interface Issue {
  readonly type: 'error' | 'warning'
  readonly message: string
}

export interface StepIdentity {
  readonly stage: string
  readonly job: string
  /** The reference name in the job. */
  readonly step: string
}

/** How a line of a log is to be shown. The text carries no tag. */
export type LineKind = 'plain' | 'command' | 'section' | 'group' | 'endgroup' | 'warning' | 'error' | 'debug'

/**
 * What a run says while it goes: everything that is shown or reported is a fold over these. Lines are masked before they come here. Instants are the clock's.
 */
export type RunEvent =
  | { readonly kind: 'stage-started'; readonly at: Instant; readonly stage: string; readonly displayName: string }
  | { readonly kind: 'stage-finished'; readonly at: Instant; readonly stage: string; readonly result: Result }
  | {
      readonly kind: 'job-started'
      readonly at: Instant
      readonly stage: string
      readonly job: string
      readonly displayName: string
    }
  | {
      readonly kind: 'job-finished'
      readonly at: Instant
      readonly stage: string
      readonly job: string
      readonly result: Result
    }
  | ({
      readonly kind: 'step-started'
      readonly at: Instant
      readonly name: string | null
      readonly displayName: string
      readonly task: string
    } & StepIdentity)
  | ({
      readonly kind: 'step-finished'
      readonly at: Instant
      readonly name: string | null
      readonly displayName: string
      readonly result: Result
      readonly exitCode: number | null
      readonly issues: readonly Issue[]
    } & StepIdentity)
  | ({ readonly kind: 'line'; readonly at: Instant; readonly line: LineKind; readonly text: string } & StepIdentity)
  | ({
      readonly kind: 'progress'
      readonly at: Instant
      readonly percent: number
      readonly text: string
    } & StepIdentity)
  | ({
      readonly kind: 'attachment'
      readonly at: Instant
      readonly type: string
      readonly name: string
      readonly path: string
    } & StepIdentity)
  | { readonly kind: 'run-named'; readonly at: Instant; readonly name: string }
  | { readonly kind: 'run-tagged'; readonly at: Instant; readonly tag: string }
  | { readonly kind: 'note'; readonly at: Instant; readonly text: string }

/** An event without its instant, which the runner adds. */
export type Unstamped<E> = E extends unknown ? Omit<E, 'at'> : never
