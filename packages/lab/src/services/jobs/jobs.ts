import type { Clock } from '@mintwell/clock'
import type { Directory } from '../../directory/directory.ts'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { LabError } from '../../ground/errors.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { ServiceHooks } from '../hooks/service-hooks.ts'
import type { IdTokenIssuer } from '../issuers/id-token-issuer.ts'
import type { JobFacts } from '../runs/job-facts.ts'
import type { RunHistory } from '../runs/run-history.ts'
import { planIdOf, recordIdOf, timelineIdOf } from '../runs/run-ids.ts'
import { type JobEndpoint, jobEndpoint } from './job-endpoint.ts'
import type { JobRequest, JobStep, LabJob, OpenJob } from './lab-job.ts'
import { oidcRequestUri, systemVariables } from './system-variables.ts'

interface Ports {
  readonly clock: Clock
  readonly random: ByteSource
  readonly directory: Directory
  readonly issuer: IdTokenIssuer
  readonly hooks: ServiceHooks
  readonly runs: RunHistory
  /** The lab's own URL for Azure DevOps. */
  readonly baseUrl: string
  /** Finds a connection by name or id; makes it when there is none. */
  readonly connection: (nameOrId: string) => ServiceConnection
}

/** Length of a job token in bytes before encoding. Not 39: azure-devops-node-api takes a token of 52 characters for a PAT and sends it as Basic. */
const JOB_TOKEN_BYTES = 96
/** What a new repository of Azure Repos begins with. */
const DEFAULT_BRANCH = 'refs/heads/main'
/** How many ended jobs are remembered, so that their tokens are refused as the service refuses them. A choice of the lab. */
const ENDED_JOBS_REMEMBERED = 64

/** The jobs that run, and the tokens of their steps. */
export class Jobs {
  readonly #ports: Ports
  readonly #identities = new Map<string, JobStep>()
  readonly #open = new Map<string, OpenJob>()
  /** How many jobs of each plan are open. */
  readonly #plans = new Map<string, number>()
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
    const { runNumber, stage, job: name } = request
    const caller = { runNumber, stage, job: name, step: null, purpose: null }
    const endpoints = await Promise.all(
      connections.map(async (each) => jobEndpoint(each, each.credential ? undefined : await issuer.bind(each, caller))),
    )
    // From here on nothing waits, so that two jobs opened at once do not get one id.
    const facts = this.#describe(request)
    const job: OpenJob = { facts, runNumber, referenced }
    this.#open.set(facts.jobId, job)
    this.#plans.set(facts.planId, (this.#plans.get(facts.planId) ?? 0) + 1)
    this.#ports.runs.jobOpened(
      facts,
      this.#ports.clock.now(),
      connections.map(({ id }) => id),
    )
    return this.#handle(job, endpoints)
  }

  /** The holder of a job token; `ended` when its job has ended, undefined when it is not a job token. */
  authenticate(token: string): JobStep | { readonly ended: string } | undefined {
    const identity = this.#identities.get(token)
    if (identity) return identity
    const ended = this.#ended.find(({ tokens }) => tokens.has(token))
    return ended && { ended: ended.planId }
  }

  /** Does a job of this plan run? */
  hasPlan(planId: string): boolean {
    return this.#plans.has(planId)
  }

  #describe(request: JobRequest): JobFacts {
    const { guid, home } = this.#ports.directory
    const { project } = home
    const { stage, job, attempt = 1, pipeline = 'pipeline', runId = request.runNumber } = request
    this.#sequence += 1
    const jobId = recordIdOf(guid, runId, { stage, job, attempt })
    return {
      project,
      pipeline: {
        name: pipeline,
        definitionId: request.definitionId ?? 1,
        runId,
        repository: {
          id: guid('repository', pipeline),
          uri: `https://dev.azure.com/${project.organization.name}/${project.name}/_git/${project.name}`,
          version: request.commit ?? guid('commit', String(request.runNumber)).replaceAll('-', '').padEnd(40, '0'),
          ref: request.branch ?? DEFAULT_BRANCH,
        },
      },
      planId: planIdOf(guid, runId),
      // A job that is opened twice is two jobs.
      jobId: this.#open.has(jobId) ? guid('job', jobId, String(this.#sequence)) : jobId,
      timelineId: timelineIdOf(guid, runId),
      stage,
      job,
      attempt,
    }
  }

  #handle(job: OpenJob, endpoints: readonly JobEndpoint[]): LabJob {
    const { facts, runNumber } = job
    const { baseUrl, hooks } = this.#ports
    const tokens = new Set<string>()
    const features = hooks.jobVariables()
    return {
      ...facts,
      runNumber,
      endpoints,
      variables: () => ({ ...systemVariables(facts, baseUrl), ...features }),
      get oidcRequestUri() {
        return oidcRequestUri(facts, baseUrl)
      },
      openStep: (step, attempt = 1) => {
        if (this.#open.get(facts.jobId) !== job) throw new LabError('ERR_JOB_CLOSED', { job: facts.job, step })
        // Letters and digits alone, as in personal access tokens: on a command line a token that begins with '-' is an option.
        const accessToken = this.#ports.random.bytes(JOB_TOKEN_BYTES).toString('base64url').replace(/[-_]/g, 'x')
        this.#identities.set(accessToken, { job, step, attempt, openedAt: this.#ports.clock.now() })
        tokens.add(accessToken)
        return { accessToken }
      },
      close: () => this.#close(facts, tokens),
    }
  }

  #close(facts: JobFacts, tokens: ReadonlySet<string>): void {
    const { jobId, planId } = facts
    if (!this.#open.delete(jobId)) return
    const left = (this.#plans.get(planId) ?? 1) - 1
    if (left > 0) this.#plans.set(planId, left)
    else this.#plans.delete(planId)
    this.#ports.runs.jobClosed(facts, this.#ports.clock.now())
    for (const token of tokens) this.#identities.delete(token)
    this.#ended.push({ planId, tokens })
    if (this.#ended.length > ENDED_JOBS_REMEMBERED) this.#ended.shift()
  }
}
