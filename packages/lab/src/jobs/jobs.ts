import type { Clock } from '@mintwell/clock'
import type { Directory } from '../directory/directory.ts'
import type { ServiceConnection } from '../directory/service-connections.ts'
import { LabError } from '../errors.ts'
import type { Faults } from '../faults/faults.ts'
import type { IdTokenIssuer } from '../issuers/id-token-issuer.ts'
import type { Random } from '../services/random.ts'
import type { JobRequest, LabJob, OpenJob, StepIdentity } from './lab-job.ts'
import { type ServiceEndpoint, serviceEndpoint } from './service-endpoint.ts'
import { type JobFacts, oidcRequestUri, systemVariables } from './system-variables.ts'

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly directory: Directory
  readonly issuer: IdTokenIssuer
  readonly faults: Faults
  /** The lab's own URL for Azure DevOps, which is known when it listens. */
  readonly baseUrl: () => string
  /** Finds a connection by name or id; makes it when there is none. */
  readonly connection: (nameOrId: string) => ServiceConnection
}

/** Length of a job token in bytes before encoding. Not 39: azure-devops-node-api takes a token of 52 characters for a PAT and sends it as Basic. */
const JOB_TOKEN_BYTES = 96
/** How many ended jobs are remembered, so that their tokens are refused as the service refuses them. A choice of the lab. */
const ENDED_JOBS_REMEMBERED = 64

/** The jobs that run, and the tokens of their steps. */
export class Jobs {
  readonly #ports: Ports
  readonly #identities = new Map<string, StepIdentity>()
  readonly #open = new Map<string, OpenJob>()
  readonly #ended: { readonly planId: string; readonly tokens: ReadonlySet<string> }[] = []
  #sequence = 0

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** Starts a job. Throws what making a connection throws. */
  async openJob(request: JobRequest): Promise<LabJob> {
    const { issuer, connection: find } = this.#ports
    const connections = [...new Set(request.connections.map(find))]
    const referenced = new Map(
      [...connections, ...(request.stageConnections ?? []).map(find)].map((each) => [each.id, each]),
    )
    const facts = this.#describe(request)
    const caller = { runNumber: request.runNumber, stage: facts.stage, job: facts.job, step: null, purpose: null }
    const endpoints = await Promise.all(
      connections.map(async (each) => serviceEndpoint(each, await issuer.bind(each, caller))),
    )
    const job: OpenJob = { facts, runNumber: request.runNumber, referenced }
    this.#open.set(facts.planId, job)
    return this.#handle(job, endpoints)
  }

  /** The holder of a job token; `ended` when its job has ended, undefined when it is none. */
  authenticate(token: string): StepIdentity | { readonly ended: string } | undefined {
    const identity = this.#identities.get(token)
    if (identity) return identity
    const ended = this.#ended.find(({ tokens }) => tokens.has(token))
    return ended && { ended: ended.planId }
  }

  /** A running job by its plan. */
  find(planId: string): OpenJob | undefined {
    return this.#open.get(planId)
  }

  #describe(request: JobRequest): JobFacts {
    const { guid, home } = this.#ports.directory
    const { project } = home
    this.#sequence += 1
    const id = (kind: string) => guid(kind, String(this.#sequence), request.stage, request.job)
    const pipeline = request.pipeline ?? 'pipeline'
    return {
      project,
      pipeline: {
        name: pipeline,
        definitionId: request.definitionId ?? 1,
        runId: request.runId ?? request.runNumber,
        repository: {
          id: guid('repository', pipeline),
          uri: `https://dev.azure.com/${project.organization.name}/${project.name}/_git/${project.name}`,
          version: guid('commit', String(request.runNumber)).replaceAll('-', '').padEnd(40, '0'),
          ref: 'refs/heads/main',
        },
      },
      planId: id('plan'),
      jobId: id('job'),
      timelineId: id('timeline'),
      stage: request.stage,
      job: request.job,
      attempt: request.attempt ?? 1,
    }
  }

  #handle(job: OpenJob, endpoints: readonly ServiceEndpoint[]): LabJob {
    const { facts, runNumber } = job
    const { baseUrl, faults } = this.#ports
    const tokens = new Set<string>()
    const features = faults.jobVariables()
    return {
      ...facts,
      runNumber,
      endpoints,
      variables: () => ({ ...systemVariables(facts, baseUrl()), ...features }),
      get oidcRequestUri() {
        return oidcRequestUri(facts, baseUrl())
      },
      openStep: (step, attempt = 1) => {
        if (this.#open.get(facts.planId) !== job) throw new LabError('ERR_JOB_CLOSED', { job: facts.job, step })
        const accessToken = Buffer.from(this.#ports.random.bytes(JOB_TOKEN_BYTES)).toString('base64url')
        this.#identities.set(accessToken, { job, step, attempt, openedAt: this.#ports.clock.now() })
        tokens.add(accessToken)
        return { accessToken }
      },
      close: () => this.#close(facts.planId, tokens),
    }
  }

  #close(planId: string, tokens: ReadonlySet<string>): void {
    if (!this.#open.delete(planId)) return
    for (const token of tokens) this.#identities.delete(token)
    this.#ended.push({ planId, tokens })
    if (this.#ended.length > ENDED_JOBS_REMEMBERED) this.#ended.shift()
  }
}
