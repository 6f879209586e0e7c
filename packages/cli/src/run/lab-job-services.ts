import { rootCertificates } from 'node:tls'
import { createHttp, type HttpClient, nodeFiles } from '@mintwell/client'
import type { Lab, LabJob } from '@mintwell/lab'
import type { JobAccess, JobServices, StepAccess } from '@mintwell/runner'
import { invokeRest } from './invoke-rest.ts'
import { requestIdToken } from './request-id-token.ts'

/** The client of Microsoft's tasks waits for an answer as long as it takes; this is as long as any step of a lab does, in milliseconds. */
const PATIENCE_MS = 3_600_000

/** The clients of a session that talk to its lab: one that gives up after a while, and one that does not. */
export interface LabClients {
  readonly http: HttpClient
  readonly patient: HttpClient
}

/** Makes the clients of a session, once: each reads all roots, which takes 40 ms (measured). */
export function labClients(lab: Lab): LabClients {
  const trusting = { env: {}, authorities: [lab.trust.authorityPem] }
  return { http: createHttp(trusting), patient: createHttp({ ...trusting, timeoutMs: PATIENCE_MS }) }
}

/** Joins the runner with the lab: the lab is the service side of its jobs, and its tokens are asked for over real HTTP by the client that users have. */
export function labJobServices(
  lab: Lab,
  clients: LabClients,
  run: {
    readonly number: number
    /** Of its sources, a full ref. */
    readonly branch: string
    readonly pipeline: string
    /** The commit of the sources; undefined where they are in no repository. */
    readonly commit?: string
    /** Secret variables of the run. */
    readonly secrets?: Readonly<Record<string, string>>
  },
): JobServices {
  return {
    async openJob({ stage, job, attempt, connections }): Promise<JobAccess> {
      const open = await lab.services.jobs.openJob({
        runNumber: run.number,
        stage,
        job,
        attempt,
        connections,
        branch: run.branch,
        ...(run.commit === undefined ? {} : { commit: run.commit }),
        pipeline: run.pipeline,
      })
      return {
        variables: [
          ...Object.entries(open.variables()).map(([name, value]) => ({ name, value })),
          ...Object.entries(run.secrets ?? {}).map(([name, value]) => ({ name, value, secret: true })),
        ],
        endpoints: open.endpoints,
        openStep: (step) => openStep(lab, clients, open, { runNumber: run.number, stage, job, step }),
        close: () => open.close(),
      }
    },
  }
}

function openStep(
  lab: Lab,
  { http, patient }: LabClients,
  job: LabJob,
  identity: { readonly runNumber: number; readonly stage: string; readonly job: string; readonly step: string },
): StepAccess {
  const { accessToken } = job.openStep(identity.step)
  const script = lab.admit({ ...identity, purpose: 'script' })
  let login: ReturnType<Lab['admit']> | undefined
  const askForToken = (connection: string) => requestIdToken(patient, job.oidcRequestUri, accessToken, connection)
  return {
    accessToken,
    environment: script.environment,
    login() {
      login ??= lab.admit({ ...identity, purpose: 'login' })
      return { environment: login.environment, secrets: [login.secret] }
    },
    secrets: [accessToken, script.secret],
    requestIdToken: askForToken,
    invoke: (request) =>
      invokeRest(request, {
        network: script.environment,
        authorities: [lab.trust.authorityPem],
        requestIdToken: askForToken,
        now: () => lab.clock.now(),
      }),
    fresh: {
      service: { requestUri: job.oidcRequestUri, accessToken, http },
      privateFiles: nodeFiles,
      ownRoots: () => rootCertificates.join('\n'),
      random: Math.random,
    },
    command: { node: process.execPath, script: process.argv[1] ?? '' },
    close() {
      script.release()
      login?.release()
    },
  }
}
