import type { Instant } from '@mintwell/clock'
import type { LineKind, Result, StepIdentity } from '@mintwell/record'

/**
 * The runs of one pipeline, as far as logs, receipts or a record tell of them, the oldest first. Whatever reads evidence makes one of these, and whatever judges or draws it
 * reads nothing else. No text in it shows a token or a secret.
 */
export interface History {
  /** The pipeline's name or file; null where nothing told it. */
  readonly pipeline: string | null
  readonly runs: readonly HistoryRun[]
  /** Each distinct token once, in the order in which they were first seen. */
  readonly tokens: readonly HistoryToken[]
}

/** A token as a history knows it: by its fingerprint where a receipt or record has one, else by its times alone. */
export interface HistoryToken {
  /** Unique in the history; what a {@link TokenMark} names. The fingerprint where there is one. */
  readonly id: string
  readonly fingerprint: string | null
  readonly issuer: string | null
  readonly subject: string | null
  readonly audience: string | null
  readonly mintedAt: Instant | null
  readonly notBefore: Instant | null
  readonly expiresAt: Instant | null
}

/** One run. Instants are the agent's for logs, the lab's clock for a record. */
export interface HistoryRun {
  /** Unique in the history: a build number or id, or the name of the file that it was read from. */
  readonly id: string
  /** Of the run's page at Azure DevOps; null where it is unknown. */
  readonly url: string | null
  readonly startedAt: Instant | null
  readonly finishedAt: Instant | null
  readonly result: Result | null
  readonly jobs: readonly HistoryJob[]
  readonly marks: readonly TokenMark[]
}

/** One job of a run, and the agent that it ran on. */
export interface HistoryJob {
  readonly stage: string | null
  readonly name: string
  readonly startedAt: Instant | null
  readonly finishedAt: Instant | null
  readonly result: Result | null
  readonly agent: HistoryAgent
  readonly steps: readonly HistoryStep[]
}

/** What support asks for about an agent; null for what nothing told. */
export interface HistoryAgent {
  readonly name: string | null
  readonly version: string | null
  readonly os: string | null
  readonly image: string | null
  /** Whether Microsoft hosts it. */
  readonly isHosted: boolean | null
  /** The proxy that the agent itself uses, without user and password. */
  readonly proxy: string | null
}

/** One step of a job. */
export interface HistoryStep extends StepIdentity {
  readonly displayName: string
  /** `AzureCLI@2`, or the friendly name of a log's task header; null where nothing told it. */
  readonly task: string | null
  readonly taskVersion: string | null
  /** The service connection, by the name that it is used by. */
  readonly connection: string | null
  /** Its id, a GUID: only debug lines and records have it. */
  readonly connectionId: string | null
  /** How the task came by its ID token, as far as anything tells: it took the one that the endpoint carried, might have (the feature is on), or asked for one. */
  readonly lateBound: 'used' | 'enabled' | 'not-used' | null
  readonly startedAt: Instant | null
  readonly finishedAt: Instant | null
  readonly result: Result | null
  /** Those that tell something; of a record all, of a log without what is of no interest here. */
  readonly lines: readonly HistoryLine[]
}

/** One line of a step's log, masked. */
export interface HistoryLine {
  readonly at: Instant | null
  readonly kind: LineKind
  readonly text: string
}

/** Something that was done with a token at an instant. */
export interface TokenMark extends StepIdentity {
  /** By the clock of the run's lines: the agent's for logs. Where only the service said when, its own. */
  readonly at: Instant
  /** Of a refusal: when it was, by the clock of the service that refused; null where it did not say. */
  readonly serviceAt: Instant | null
  /** `taken`: handed to the step. `login`: `az login` presented it. `accepted`, `refused`: a token service answered. */
  readonly kind: 'taken' | 'login' | 'accepted' | 'refused'
  /** The {@link HistoryToken} by its id; null where nothing tells which. */
  readonly token: string | null
  /** Of a token taken: `oidc` where the step asked for it, `late-bound` where the endpoint carried it; null where nothing tells. */
  readonly source: 'oidc' | 'late-bound' | null
  /** Of a refusal: `AADSTS700024`, `ExpiredTokenException`. */
  readonly code: string | null
  /** The service's words, made safe to show; null where there are none. */
  readonly text: string | null
}
