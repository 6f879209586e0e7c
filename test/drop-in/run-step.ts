import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { azurePipelinesSource, createHttp, nodeFiles } from '@mintwell/client'
import { realClock } from '@mintwell/clock'
import { createCatalog, readTaskJson, type TaskDefinition } from '@mintwell/language'
import {
  builtInDefinitions,
  directoryRunStore,
  type JobAccess,
  nodeProcesses,
  nodeRunFiles,
  type Result,
  type RunEvent,
  runPipeline,
} from '@mintwell/runner'
import { planText } from '../plan-text.ts'
import { installStandIns } from './stand-in-programs.ts'
import type { TokenServiceStandIn } from './token-service.ts'

export type Endpoint = JobAccess['endpoints'][number]

/** One step, and what surrounds it. */
export interface StepRequest {
  /** `AzureCLI@2`, or a folder that holds a task. */
  readonly task: { readonly builtIn: string } | { readonly folder: string; readonly node?: string }
  readonly inputs: Readonly<Record<string, string>>
  readonly endpoint: Endpoint
  readonly service: TokenServiceStandIn
  readonly env?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  /** Fills the sources before the step; it is given their directory. */
  readonly sources?: (directory: string) => void
  readonly debug?: boolean
  readonly timeoutInMinutes?: number
  readonly signal?: AbortSignal
  readonly onLine?: (text: string) => void
  /** The real az instead of the stand-in. */
  readonly realAz?: boolean
}

/** What came of it. */
export interface StepRun {
  readonly result: Result
  readonly issues: readonly string[]
  /** All lines of the log. */
  readonly lines: readonly string[]
  /** What the script saw, where it wrote `env -0` to `$ENVIRONMENT_FILE`. */
  readonly environment: Readonly<Record<string, string>>
  readonly azCalls: readonly string[]
  /** What the step left in the temp directory, by name. */
  readonly left: readonly string[]
  /** The directory in which all of it happened, for texts that name it. */
  readonly directory: string
}

const STEP = 'the step'

/** Runs one step in the runner, on real processes, as a step of a pipeline. */
export async function runStep(request: StepRequest): Promise<StepRun> {
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-step-'))
  try {
    return await runIn(directory, request)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function runIn(directory: string, request: StepRequest): Promise<StepRun> {
  const jobs = join(directory, 'jobs')
  mkdirSync(jobs)
  const standIns = installStandIns(directory)
  const environmentFile = join(directory, 'environment')
  const { name, definition } = taskOf(request)
  const catalog = createCatalog([...builtInDefinitions, ...(definition ? [definition] : [])])
  const plan = planText(yamlOf(name, request, environmentFile), catalog)
  const events: RunEvent[] = []
  let left: readonly string[] = []
  const node = 'folder' in request.task && request.task.node ? request.task.node : process.execPath
  const result = await runPipeline(
    { plan, catalog, variables: { 'Build.BuildId': '7', ...request.variables }, counter: (_prefix, seed) => seed },
    {
      clock: realClock,
      processes: nodeProcesses(process.platform),
      files: nodeRunFiles,
      store: directoryRunStore(join(directory, 'store'), nodeRunFiles),
      services: {
        openJob: async () =>
          jobAccess(request, () => {
            left = namesOfTemp(jobs)
          }),
      },
      emit: (event) => {
        events.push(event)
        if (event.kind === 'line') request.onLine?.(event.text)
      },
      tokenTaken: () => {},
      environment: { PATH: [...(request.realAz ? [] : [standIns.bin]), process.env.PATH].join(delimiter) },
      directory: jobs,
      checkOut: async (sources) => request.sources?.(sources),
      settings: {
        azureCliLogin: 'eager',
        keepWorkspaces: false,
        parallel: false,
        debug: request.debug ?? false,
        approve: false,
        containersOnHost: false,
        stubs: [],
      },
      node: { file: node, major: Number.parseInt(process.versions.node, 10) },
      newId: randomUUID,
      signal: request.signal ?? new AbortController().signal,
    },
  )
  const end = events.find((event) => event.kind === 'step-finished' && event.displayName === STEP)
  return {
    result,
    issues: end?.kind === 'step-finished' ? end.issues.map(({ type, message }) => `${type}: ${message}`) : [],
    lines: events.flatMap((event) => (event.kind === 'line' ? [event.text] : [])),
    environment: readEnvironment(environmentFile),
    azCalls: standIns.azCalls(),
    left,
    directory,
  }
}

function taskOf({ task }: StepRequest): { readonly name: string; readonly definition?: TaskDefinition } {
  if ('builtIn' in task) return { name: task.builtIn }
  const file = join(task.folder, 'task.json')
  const definition = readTaskJson(readFileSync(file, 'utf8'), file, task.folder)
  return { name: `${definition.name}@${definition.major}`, definition }
}

function yamlOf(
  name: string,
  { inputs, env = {}, timeoutInMinutes, sources }: StepRequest,
  environmentFile: string,
): string {
  const step = {
    task: name,
    displayName: STEP,
    inputs,
    env: { ...env, ENVIRONMENT_FILE: environmentFile },
    ...(timeoutInMinutes === undefined ? {} : { timeoutInMinutes }),
  }
  return JSON.stringify({ steps: [...(sources ? [{ checkout: 'self' }] : [{ checkout: 'none' }]), step] })
}

function jobAccess({ service, endpoint }: StepRequest, onStepEnd: () => void): JobAccess {
  const http = createHttp({ env: {} })
  return {
    variables: Object.entries({
      'System.CollectionUri': service.collectionUri,
      'System.TeamProject': 'project',
      'System.TeamProjectId': 'project',
      'System.HostType': 'build',
      'System.PlanId': 'plan',
      'System.JobId': 'job',
      'System.OidcRequestUri': service.requestUri,
    }).map(([name, value]) => ({ name, value })),
    endpoints: [endpoint],
    openStep: () => {
      const accessToken = `job-token-${randomUUID()}`
      return {
        accessToken,
        environment: {},
        login: () => ({ environment: {}, secrets: [] }),
        secrets: [accessToken],
        requestIdToken: async (connection) =>
          (await azurePipelinesSource({ requestUri: service.requestUri, accessToken, connection, http }).request())
            .token,
        fresh: {
          service: { requestUri: service.requestUri, accessToken, http },
          privateFiles: nodeFiles,
          ownRoots: () => rootCertificates.join('\n'),
          random: Math.random,
        },
        close: onStepEnd,
      }
    },
    close: () => void http.close(),
  }
}

function namesOfTemp(jobs: string): readonly string[] {
  return readdirSync(jobs).flatMap((job) => {
    const temp = join(jobs, job, '_temp')
    return existsSync(temp) ? readdirSync(temp).sort() : []
  })
}

function readEnvironment(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  const entries = readFileSync(file, 'utf8')
    .split('\0')
    .filter((entry) => entry !== '')
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  )
}
