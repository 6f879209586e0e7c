import type { Lab } from '@mintwell/lab'
import type { Plan, TaskCatalog } from '@mintwell/language'
import type { Envelope } from '@mintwell/record'
import type { Io } from '../verb.ts'
import type { Sources } from './check-out.ts'
import type { Guard } from './guard.ts'
import type { LabClients } from './lab-job-services.ts'
import type { QueuedRun } from './queue.ts'
import type { FileSettings } from './settings.ts'
import type { Teller } from './tell.ts'

/** What a session of runs is asked to do. */
export interface SessionRequest {
  readonly plan: Plan
  readonly catalog: TaskCatalog
  readonly runs: readonly QueuedRun[]
  readonly settings: FileSettings
  readonly faults: readonly string[]
  readonly issuer?: 'entra' | 'ado' | undefined
  readonly realTime: boolean
  readonly allowHosts: readonly string[]
  readonly passEnv: readonly string[]
  readonly routes: ReadonlyMap<string, URL>
  readonly variables: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly keep: boolean
  readonly parallel: boolean
  readonly debug: boolean
  /** Manual validations are approved at once. */
  readonly approve?: boolean
  /** Jobs and steps that are to run in containers run on this machine. */
  readonly containersOnHost?: boolean
  /** Folders of repositories by alias, for `checkout: ALIAS`. */
  readonly repositories?: ReadonlyMap<string, string>
  /** Tasks that record their inputs and do nothing, besides those of the settings: `NAME` or `NAME@MAJOR`. */
  readonly stubs?: readonly string[]
}

/** What a session says while it goes. */
export interface SessionObserver {
  /** What happens, in its order, a few events at a time. Everything that is shown or reported of a session is a fold over these. */
  readonly onEnvelopes: (envelopes: readonly Envelope[]) => void
  /** A line of the lab itself, for people. */
  readonly onNote: (text: string) => void
}

/** What a run of the session needs. */
export interface Session {
  readonly lab: Lab
  readonly directory: string
  readonly guard: Guard
  readonly request: SessionRequest
  readonly teller: Teller
  readonly io: Io
  readonly clients: LabClients
  /** What the steps have of this machine's environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly sources: Sources
  readonly counter: (prefix: string, seed: number) => number
}
