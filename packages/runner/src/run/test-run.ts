import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceEndpoint } from '@mintwell/azure-cli'
import { createManualClock, type JobClock, type ManualClock, realClock } from '@mintwell/clock'
import type { TaskDefinition } from '@mintwell/language'
import { createCatalog } from '@mintwell/language'
import { planText } from '../../../../test/plan-text.ts'
import { directoryRunStore } from '../adapters/directory-run-store.ts'
import { nodeRunFiles } from '../adapters/node-files.ts'
import { nodeProcesses } from '../adapters/node-processes.ts'
import type { Issue, RunEvent } from '../ports/events.ts'
import type { JobServices, RunPorts, ServiceVariable } from '../ports/ports.ts'
import type { Result } from '../ports/result.ts'
import { builtInDefinitions } from '../tasks/built-in-definitions.ts'
import { runPipeline } from './run-pipeline.ts'

// What the tests of the runner share: runs of real processes, with a service side that notes what it is asked.

/** How a test wants its run. */
export interface TestRunOptions {
  readonly clock?: JobClock
  readonly variables?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  readonly serviceVariables?: readonly ServiceVariable[]
  readonly endpoints?: readonly ServiceEndpoint[]
  readonly settings?: Partial<RunPorts['settings']>
  readonly signal?: AbortSignal
  readonly checkOut?: RunPorts['checkOut']
  readonly onEvent?: (event: RunEvent) => void
  readonly counter?: (prefix: string, seed: number) => number
  readonly services?: Partial<JobServices>
  /** Tasks of folders, over the built-in ones. */
  readonly tasks?: readonly TaskDefinition[]
  readonly tokenTaken?: RunPorts['tokenTaken']
}

/** What came of a run. */
export interface TestRun {
  readonly result: Result
  readonly events: readonly RunEvent[]
  /** The texts of the lines that a step wrote, or all steps; the runner's own about commands are left out. */
  lines(step?: string): readonly string[]
  /** The end of a step. */
  step(id: string): { readonly result: Result; readonly exitCode: number | null; readonly issues: readonly Issue[] }
  /** The results of jobs, by stage and name. */
  readonly jobs: Readonly<Record<string, Result>>
  readonly stages: Readonly<Record<string, Result>>
  /** What the service was asked to open. */
  readonly opened: readonly Parameters<JobServices['openJob']>[0][]
  /** The job tokens that were given out, by step. */
  readonly tokens: readonly (readonly [string, string])[]
  /** What is left in the directory of the workspaces. */
  readonly left: readonly string[]
}

/** Runs a pipeline as it stands in YAML. */
export async function runYaml(yaml: string, options: TestRunOptions = {}): Promise<TestRun> {
  const catalog = createCatalog([...builtInDefinitions, ...(options.tasks ?? [])])
  const plan = planText(yaml, catalog)
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-run-'))
  const events: RunEvent[] = []
  const opened: Parameters<JobServices['openJob']>[0][] = []
  const tokens: [string, string][] = []
  const ports: RunPorts = {
    clock: options.clock ?? realClock,
    processes: nodeProcesses(process.platform),
    files: nodeRunFiles,
    store: directoryRunStore(join(directory, 'store'), nodeRunFiles),
    services: { ...noteServices(options, opened, tokens), ...options.services },
    emit: (event) => {
      events.push(event)
      options.onEvent?.(event)
    },
    tokenTaken: options.tokenTaken ?? (() => {}),
    environment: { PATH: process.env.PATH ?? '', ...options.environment },
    directory,
    checkOut: options.checkOut ?? (async () => {}),
    settings: {
      azureCliLogin: 'lazy',
      keepWorkspaces: false,
      parallel: false,
      debug: false,
      approve: false,
      containersOnHost: false,
      stubs: [],
      ...options.settings,
    },
    node: { file: process.execPath, major: Number.parseInt(process.versions.node, 10) },
    newId: randomUUID,
    signal: options.signal ?? new AbortController().signal,
  }
  const counter = options.counter ?? ((_prefix, seed) => seed)
  try {
    const result = await runPipeline({ plan, catalog, variables: options.variables ?? {}, counter }, ports)
    return {
      ...summary(result, events),
      opened,
      tokens,
      left: readdirSync(directory).filter((name) => name !== 'store'),
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function noteServices(
  { serviceVariables = [], endpoints = [] }: TestRunOptions,
  opened: Parameters<JobServices['openJob']>[0][],
  tokens: [string, string][],
): JobServices {
  return {
    async openJob(request) {
      opened.push(request)
      return {
        variables: serviceVariables,
        endpoints,
        openStep: (step) => {
          const accessToken = `job-token-${tokens.length + 1}-${randomUUID()}`
          tokens.push([step, accessToken])
          return {
            accessToken,
            environment: {},
            login: () => ({ environment: {}, secrets: [] }),
            requestIdToken: async () => 'no token',
            secrets: [accessToken],
            close: () => {},
          }
        },
        close: () => {},
      }
    },
  }
}

function summary(result: Result, events: readonly RunEvent[]): Omit<TestRun, 'opened' | 'tokens' | 'left'> {
  const ends = events.filter((event) => event.kind === 'step-finished')
  const named = (event: { readonly stage: string; readonly job?: string; readonly result: Result }) => [
    event.job === undefined ? event.stage : `${event.stage === '__default' ? '' : `${event.stage}.`}${event.job}`,
    event.result,
  ]
  return {
    result,
    events,
    lines: (step) =>
      events
        .filter((event) => event.kind === 'line')
        .filter((event) => (step === undefined || event.step === step) && event.line !== 'command')
        .map(({ text }) => text)
        .filter((text) => !text.startsWith('=====')),
    step: (id) => {
      const end = ends.find((event) => event.step === id)
      if (!end) throw new Error(`no step ${id}; there are ${ends.map(({ step }) => step).join(', ')}`)
      return { result: end.result, exitCode: end.exitCode, issues: end.issues }
    },
    jobs: Object.fromEntries(events.filter((event) => event.kind === 'job-finished').map(named)),
    stages: Object.fromEntries(events.filter((event) => event.kind === 'stage-finished').map(named)),
  }
}

/** A clock that goes on with real time, and is moved by hand: real timers never pass an hour. */
export function handClock(): JobClock & ManualClock {
  return Object.assign(createManualClock(Date.now), { enter: () => () => {} })
}

/** The processes whose environment carries this text. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/environ`, 'latin1').includes(text) &&
          !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')
        )
      } catch {
        return false
      }
    })
    .map(Number)
}

/** An environment that only the processes of one test carry. */
export function mark(): { readonly environment: { readonly MINTWELL_TEST: string }; readonly text: string } {
  const value = randomUUID()
  return { environment: { MINTWELL_TEST: value }, text: `MINTWELL_TEST=${value}` }
}
