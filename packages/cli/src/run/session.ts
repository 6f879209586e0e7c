import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Lab, openLab, parseFault } from '@mintwell/lab'
import type { About } from '@mintwell/record'
import { nodeRunFiles } from '@mintwell/runner'
import type { Io } from '../verb.ts'
import { sayRefused } from './allowed-hosts.ts'
import { boundMemory } from './bound-memory.ts'
import { createSources } from './check-out.ts'
import { startGuard } from './guard.ts'
import { hostEnvironment } from './host-environment.ts'
import { labClients } from './lab-job-services.ts'
import { labSettings } from './lab-settings.ts'
import { watchLookups } from './lookups.ts'
import { nodeHook } from './node-hook.ts'
import { runInLab } from './run-in-lab.ts'
import type { Session, SessionObserver, SessionRequest } from './session-parts.ts'
import { faultSwitch } from './switch-faults.ts'
import { startTelling, type Teller } from './tell.ts'

/** Opens a lab, runs the queued runs in it one after the other, and closes it: nothing is left running and nothing on disk. */
export async function runSession(
  request: SessionRequest,
  about: About,
  observer: SessionObserver,
  io: Io,
): Promise<void> {
  for (const fault of request.faults) parseFault(fault)
  const guard = startGuard(process.platform)
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-'))
  guard.removeDirectory(directory)
  const seeLine = watchLookups(observer.onNote)
  const teller = startTelling((envelopes) => {
    for (const { event } of envelopes) if (event.kind === 'line') seeLine(event.text)
    observer.onEnvelopes(envelopes)
  })
  /** The run in progress: what nobody in particular asked of the lab's services meanwhile belongs to it. */
  const current: { run: number | null } = { run: null }
  let lab: Lab | undefined
  try {
    lab = await open(request, directory, teller, current, observer, io)
    if (!request.realTime && lab.clockReach !== 'faketime') {
      observer.onNote(
        'libfaketime is not installed (Debian: faketime): of the programs in steps, only `date` and `sleep` see the lab’s clock',
      )
    }
    const at = lab.clock.now()
    teller.tell({ from: 'session', event: { kind: 'session-started', at, about, runs: request.runs.length } }, null)
    const interrupted = await runAll({ lab, directory, guard, request, teller, io }, current, observer)
    teller.tell({ from: 'session', event: { kind: 'session-finished', at: lab.clock.now(), interrupted } }, null)
  } finally {
    teller.flush()
    await lab?.close()
    if (request.keep) observer.onNote(`kept: ${directory}`)
    else nodeRunFiles.removeTree(directory)
    guard.release()
  }
}

function open(
  request: SessionRequest,
  directory: string,
  teller: Teller,
  current: { readonly run: number | null },
  observer: SessionObserver,
  io: Io,
): Promise<Lab> {
  const refused = new Set<string>()
  return openLab({
    directory,
    realClock: io.clock,
    clock: request.realTime
      ? 'real'
      : { leaps: true, ...(request.runs[0]?.at === undefined ? {} : { start: request.runs[0].at }) },
    settings: labSettings(request.settings, request.issuer),
    faults: request.faults.map((text) => parseFault(text)),
    emit: (event) => {
      const caller = 'caller' in event ? event.caller : null
      teller.tell({ from: 'lab', event }, caller?.runNumber ?? current.run)
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
}

/** Runs all runs that are queued; true where the session was interrupted before the last one ended. */
async function runAll(
  parts: Pick<Session, 'lab' | 'directory' | 'guard' | 'request' | 'teller' | 'io'>,
  current: { run: number | null },
  observer: SessionObserver,
): Promise<boolean> {
  const { lab, request, io } = parts
  const clients = labClients(lab)
  const betweenRuns = boundMemory()
  const switchFaults = faultSwitch(lab)
  const session: Session = {
    ...parts,
    clients,
    environment: {
      ...hostEnvironment(io.env, process.platform, [...request.passEnv, ...(request.settings.passEnv ?? [])]),
      ...lab.childEnvironment,
      PATH: [lab.binDirectory, io.env.PATH].filter((part) => part).join(delimiter),
    },
    sources: createSources(request.plan.pipeline, parts.directory, observer.onNote),
    counter: counters(),
  }
  try {
    for (const run of request.runs) {
      // The lab's clock is put to a run's time; the real one is waited for.
      const startsAt = run.at === undefined ? undefined : run.at + (run.delayMs ?? 0)
      if (startsAt !== undefined && startsAt > lab.clock.now())
        await lab.clock.sleepUntil(startsAt, io.signal).catch(() => {})
      // A run whose time never came is no run, not a canceled one.
      if (io.signal.aborted) return true
      current.run = run.number
      if (run.faults) switchFaults(run.faults)
      await runInLab(session, run)
      betweenRuns()
    }
    return io.signal.aborted
  } finally {
    await Promise.all([clients.http.close(), clients.patient.close()])
  }
}

/** The `counter()` of pipelines: by prefix, from its seed, up by one at each run that asks. */
function counters(): (prefix: string, seed: number) => number {
  const last = new Map<string, number>()
  return (prefix, seed) => {
    const known = last.get(prefix)
    const next = known === undefined ? seed : known + 1
    last.set(prefix, next)
    return next
  }
}
