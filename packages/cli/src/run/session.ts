import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createHttp } from '@mintwell/client'
import { type Lab, type LabEvent, openLab, parseFault } from '@mintwell/lab'
import type { Plan, TaskCatalog } from '@mintwell/language'
import { nodeProcesses, type RunEvent, type RunPorts, runPipeline } from '@mintwell/runner'
import type { Io } from '../verb.ts'
import { sayRefused } from './allowed-hosts.ts'
import { boundMemory } from './bound-memory.ts'
import { buildVariables, pipelineName } from './build-variables.ts'
import { createCheckOut } from './check-out.ts'
import { type Guard, guarded, startGuard } from './guard.ts'
import { tellOfRun } from './history.ts'
import { hostEnvironment } from './host-environment.ts'
import { inBatches } from './in-batches.ts'
import { labJobServices } from './lab-job-services.ts'
import { labSettings } from './lab-settings.ts'
import { nodeHook } from './node-hook.ts'
import type { QueuedRun } from './queue.ts'
import { ReceiptBook } from './receipts.ts'
import { newRunRecord, type RunRecord, recordEvent } from './record.ts'
import type { FileSettings } from './settings.ts'
import { TokenFold } from './token-fold.ts'

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
}

/** Who is told what while the session goes. */
export interface SessionObserver {
  readonly onRun: (record: RunRecord) => void
  /** What a run says, in its order, a few events at a time. */
  readonly onEvents: (events: readonly RunEvent[], run: number) => void
  /** What the lab's services do; never a token. */
  readonly onLabEvent: (event: LabEvent) => void
  /** A line of the lab itself. */
  readonly onNote: (text: string) => void
  readonly onRunEnd: (record: RunRecord) => void
}

/** Opens a lab, runs the queued runs in it one after the other, and closes it: nothing is left running and nothing on disk. */
export async function runSession(
  request: SessionRequest,
  observer: SessionObserver,
  io: Io,
): Promise<readonly RunRecord[]> {
  const faults = request.faults.map((text) => parseFault(text))
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-'))
  const guard = startGuard(directory, process.platform)
  const fold = new TokenFold(new ReceiptBook())
  const refused = new Set<string>()
  let lab: Lab | undefined
  try {
    lab = await openLab({
      directory,
      realClock: io.clock,
      clock: request.realTime
        ? 'real'
        : { leaps: true, ...(request.runs[0]?.at === undefined ? {} : { start: request.runs[0].at }) },
      settings: labSettings(request.settings, request.issuer),
      faults,
      emit: (event) => {
        fold.labEvent(event)
        observer.onLabEvent(event)
      },
      allowedHosts: [...request.allowHosts, ...(request.settings.allowHosts ?? [])],
      upstreams: request.routes,
      onRefusedHost: (host, { step }, leadsTo) => {
        if (refused.has(host)) return
        refused.add(host)
        observer.onNote(sayRefused(`the step ${step}`, host, leadsTo))
      },
      platform: process.platform,
      path: io.env.PATH ?? '',
      ...nodeHook(),
    })
    if (!request.realTime && lab.clockReach !== 'faketime') {
      observer.onNote(
        'libfaketime is not installed (Debian: faketime): of the programs in steps, only `date` and `sleep` see the lab’s clock',
      )
    }
    return await runAll(lab, directory, guard, request, fold, observer, io)
  } finally {
    await lab?.close()
    if (request.keep) observer.onNote(`kept: ${directory}`)
    else rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
    guard.release()
  }
}

async function runAll(
  lab: Lab,
  directory: string,
  guard: Guard,
  request: SessionRequest,
  fold: TokenFold,
  observer: SessionObserver,
  io: Io,
): Promise<readonly RunRecord[]> {
  const http = createHttp({ env: {}, authorities: [lab.trust.authorityPem] })
  const counters = new Map<string, number>()
  const records: RunRecord[] = []
  const betweenRuns = boundMemory()
  const checkOut = createCheckOut(request.plan.pipeline, observer.onNote)
  const environment = {
    ...hostEnvironment(io.env, process.platform, [...request.passEnv, ...(request.settings.passEnv ?? [])]),
    ...lab.childEnvironment,
    PATH: [lab.binDirectory, io.env.PATH].filter((part) => part).join(delimiter),
  }
  try {
    for (const run of request.runs) {
      if (run.at !== undefined && run.at > lab.clock.now()) await waitFor(lab, run.at, io.signal)
      // A run whose time never came is no run, not a canceled one.
      if (io.signal.aborted) break
      const queuedAt = run.at ?? lab.clock.now()
      const record = newRunRecord(run.number, run.reason, queuedAt)
      fold.beginRun(record)
      records.push(record)
      observer.onRun(record)
      const variables = { ...buildVariables(run, request.plan.pipeline, queuedAt), ...request.variables }
      const pipeline = pipelineName(request.plan.pipeline)
      const buildNumber = variables['Build.BuildNumber'] ?? String(run.number)
      const teller = tellOfRun(lab.services.runs, run, pipeline, buildNumber, queuedAt, lab.clock.now())
      const news = inBatches<RunEvent>((events) => {
        for (const event of events) {
          recordEvent(record, event)
          teller.event(event)
        }
        observer.onEvents(events, run.number)
      })
      const ports: RunPorts = {
        clock: lab.clock,
        processes: guarded(nodeProcesses(process.platform), guard),
        services: labJobServices(lab, http, {
          number: run.number,
          pipeline,
          ...(request.secrets ? { secrets: request.secrets } : {}),
        }),
        emit: news.add,
        tokenTaken: (step, token, source, endpoint) => fold.taken(token, lab.clock.now(), step, source, endpoint.name),
        environment,
        directory,
        checkOut,
        settings: {
          azureCliLogin: request.settings.azureCli?.login ?? 'lazy',
          keepWorkspaces: request.keep,
          parallel: request.parallel,
          debug: request.debug,
        },
        node: { file: process.execPath, major: Number.parseInt(process.versions.node, 10) },
        newId: randomUUID,
        signal: io.signal,
      }
      const counter = (prefix: string, seed: number) => {
        const next = counters.has(prefix) ? (counters.get(prefix) as number) + 1 : seed
        counters.set(prefix, next)
        return next
      }
      try {
        record.result = await runPipeline({ plan: request.plan, catalog: request.catalog, variables, counter }, ports)
      } finally {
        news.flush()
      }
      teller.finish(record.result, lab.clock.now())
      observer.onRunEnd(record)
      betweenRuns()
    }
  } finally {
    await http.close()
  }
  return records
}

/** Waits for a run's time: the lab's clock is put there, the real one is waited for. */
async function waitFor(lab: Lab, instant: number, signal: AbortSignal): Promise<void> {
  await lab.clock.sleepUntil(instant, signal).catch(() => {})
}
