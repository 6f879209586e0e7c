import type { ServiceConnection } from '../../directory/service-connections.ts'
import type { EventCaller } from '../../ground/lab-event.ts'
import type { JobFacts } from '../runs/job-facts.ts'
import type { JobEndpoint } from './job-endpoint.ts'

/** What the plan gives for a job to be opened. */
export interface JobRequest {
  readonly runNumber: number
  readonly stage: string
  readonly job: string
  readonly attempt?: number
  /** The service connections that task inputs of the job name, by name or id; unknown ones are created. Their endpoints are in the job. */
  readonly connections: readonly string[]
  /** Those of the other jobs of its stage: tokens are issued for them too. */
  readonly stageConnections?: readonly string[]
  /** The branch of its sources, as `refs/heads/NAME`. Default `refs/heads/main`. */
  readonly branch?: string
  /** The commit of its sources, 40 hexadecimal digits. Default: one of the run's own. */
  readonly commit?: string
  /** The pipeline's name, for its own tokens. */
  readonly pipeline?: string
  readonly definitionId?: number
  /** The run's id; the number of the run when it is not given. */
  readonly runId?: number
}

/** A running job, as the service has it. */
export interface LabJob extends JobFacts {
  readonly runNumber: number
  /** Of `connections`, in their order. */
  readonly endpoints: readonly JobEndpoint[]
  /** The server-set variables, with those by which features are switched on. */
  variables(): Readonly<Record<string, string>>
  readonly oidcRequestUri: string
  /** Gives a step its own job token, good until the job is closed. Throws `ERR_JOB_CLOSED`. */
  openStep(step: string, attempt?: number): { readonly accessToken: string }
  /** Ends the job: its tokens are dead. */
  close(): void
}

/** The holder of a job token. */
export interface JobStep {
  readonly job: OpenJob
  readonly step: string
  readonly attempt: number
  readonly openedAt: number
}

/** What the OIDC endpoint must know of a job. */
export interface OpenJob {
  readonly facts: JobFacts
  readonly runNumber: number
  /** The ids of the connections that tokens are issued for. */
  readonly referenced: ReadonlyMap<string, ServiceConnection>
}

/** Names a step in events. What asks by a job token is the step's task or its script, never `az login`, which holds no job token. */
export function callerOf(identity: JobStep): EventCaller {
  const { facts, runNumber } = identity.job
  return { runNumber, stage: facts.stage, job: facts.job, step: identity.step, purpose: 'script' }
}
