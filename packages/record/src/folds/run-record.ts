import type { Receipt } from '@mintwell/token'
import type { Issue, Result } from '../events/run-event.ts'
import type { ServiceEvent } from '../events/service-event.ts'

/** One step of a run. */
export interface StepRecord {
  readonly id: string
  readonly name: string | null
  readonly displayName: string
  readonly task: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  /** Null while it runs, and where the record ends early. */
  readonly result: Result | null
  readonly exitCode: number | null
  readonly issues: readonly Issue[]
}

/** One job of a run. */
export interface JobRecord {
  readonly name: string
  readonly displayName: string
  readonly result: Result | null
  readonly steps: readonly StepRecord[]
}

/** One stage of a run. */
export interface StageRecord {
  readonly name: string
  readonly displayName: string
  readonly result: Result | null
  readonly jobs: readonly JobRecord[]
}

/** One exchange at a token service. */
export interface ExchangeRecord {
  readonly at: string
  readonly service: 'entra' | 'aws' | 'token-exchange'
  readonly stage: string | null
  readonly job: string | null
  readonly step: string | null
  readonly purpose: 'login' | 'script' | null
  readonly clientId: string | null
  /** What was asked for: a resource, an audience, a role's ARN. */
  readonly audience: string | null
  readonly status: number
  /** The AADSTS number; null for other services, and where it was accepted. */
  readonly errorCode: number | null
  /** The refusal as its service writes it, such as `AADSTS700024` or `ExpiredTokenException`; null where it was accepted. */
  readonly error: string | null
  readonly fingerprint: string | null
}

/** An ID token that Azure DevOps refused. */
export interface RefusalRecord {
  readonly at: string
  readonly stage: string | null
  readonly job: string | null
  readonly step: string | null
  readonly connectionId: string | null
  readonly status: number
  readonly reason: string
}

/** One run, as `--json` writes it. */
export interface RunRecord {
  readonly number: number
  readonly reason: 'manual' | 'schedule'
  readonly queuedAt: string
  readonly result: Result | null
  readonly stages: readonly StageRecord[]
  readonly receipts: readonly Receipt[]
  readonly exchanges: readonly ExchangeRecord[]
  readonly refusals: readonly RefusalRecord[]
}

/** What the services said that belongs to no step: connections made, faults switched, keys rotated, failures, and requests from outside of any run. */
export type ServiceNews = ServiceEvent extends infer E
  ? E extends unknown
    ? Omit<E, 'at'> & { readonly at: string; readonly run: number | null }
    : never
  : never

/** The document of `--json`: what the runs are of (`pipeline` or `task`), and the runs. */
export interface RunDocument {
  readonly schema: 1
  readonly runs: readonly RunRecord[]
  readonly services: readonly ServiceNews[]
  readonly [about: string]: unknown
}
