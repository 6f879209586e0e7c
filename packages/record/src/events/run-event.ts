import type { Instant } from '@mintwell/clock'
import type { StepIdentity } from './step-identity.ts'

/** Results in Azure Pipelines' words, as its REST API writes them. */
export type Result = 'succeeded' | 'succeededWithIssues' | 'failed' | 'canceled' | 'skipped'

/** An issue of a step: what `##vso[task.logissue]` and failing tasks leave. The message is masked. */
export interface Issue {
  readonly type: 'error' | 'warning'
  readonly message: string
}

/** How a line of a log is shown. The text carries no tag. */
export type LineKind = 'plain' | 'command' | 'section' | 'group' | 'endgroup' | 'warning' | 'error' | 'debug'

/** What the runner says while a run goes. Lines are masked before they come here. Instants are the clock's. */
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
