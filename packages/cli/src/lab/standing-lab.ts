import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instant } from '@mintwell/clock'
import { type Lab, type LabEvent, openLab, parseFault } from '@mintwell/lab'
import { sayRefused } from '../run/allowed-hosts.ts'
import { startGuard } from '../run/guard.ts'
import { labSettings } from '../run/lab-settings.ts'
import { nodeHook } from '../run/node-hook.ts'
import type { FileSettings } from '../run/settings.ts'
import type { Io } from '../verb.ts'
import { commandEnvironment } from './command-environment.ts'
import { LabData } from './lab-data.ts'

/** What a lab outside of a pipeline is opened with. */
export interface StandingLabOptions {
  readonly settings: FileSettings
  readonly faults: readonly string[]
  readonly issuer: 'entra' | 'ado' | undefined
  readonly routes: ReadonlyMap<string, URL>
  readonly allowHosts: readonly string[]
  /** Where the lab's clock starts; without it the clock is the real time, and can be set. */
  readonly start: Instant | undefined
  /** Keeps keys and objects between labs. */
  readonly data: string | undefined
  readonly ports?: { readonly proxy?: number; readonly local?: number }
  readonly onEvent: (event: LabEvent) => void
  readonly onNote: (text: string) => void
}

/** A lab, and how commands get into it. */
export interface StandingLab {
  readonly lab: Lab
  readonly directory: string
  /** The environment for a command; each call is an admission of its own. */
  admit(connection: string | undefined): Promise<Readonly<Record<string, string>>>
  /** What the services reported last, oldest first. */
  readonly recentEvents: () => readonly LabEvent[]
  /** Writes what `--data` keeps; without it, nothing. */
  readonly keep: () => Promise<void>
  /** This file is removed if we are killed. */
  removeIfKilled(path: string): void
  /** For the environment of what must end before the lab's directory is removed, if we are killed. */
  readonly guarded: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** How many events are remembered, for `lab status`. */
const EVENTS_REMEMBERED = 20

/** Opens a lab that stands until it is closed. Nothing of it is left on disk but what `--data` names. */
export async function openStandingLab(options: StandingLabOptions, io: Io): Promise<StandingLab> {
  const data = options.data === undefined ? undefined : new LabData(options.data, () => randomBytes(16).toString('hex'))
  const guard = startGuard(process.platform)
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-'))
  guard.removeDirectory(directory)
  const recent: LabEvent[] = []
  const closers: (() => void | Promise<void>)[] = [
    () => data?.close(),
    () => guard.release(),
    () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }),
  ]
  try {
    const lab = await openLab({
      directory,
      realClock: io.clock,
      clock: { leaps: options.start !== undefined, ...(options.start === undefined ? {} : { start: options.start }) },
      settings: { ...labSettings(options.settings, options.issuer), ...(data ? { seed: data.seed } : {}) },
      faults: options.faults.map((text) => parseFault(text)),
      emit(event) {
        recent.push(event)
        if (recent.length > EVENTS_REMEMBERED) recent.shift()
        options.onEvent(event)
      },
      allowedHosts: [...options.allowHosts, ...(options.settings.allowHosts ?? [])],
      upstreams: options.routes,
      onRefusedHost: (host, _, leadsTo) => options.onNote(sayRefused('a program', host, leadsTo)),
      platform: process.platform,
      path: io.env.PATH ?? '',
      ...(options.ports ? { ports: options.ports } : {}),
      ...(data ? { keys: data.keys() } : {}),
      ...(data?.objects ? { objects: data.objects } : {}),
      ...nodeHook(),
    })
    closers.push(() => lab.close())
    for (const name of Object.keys(options.settings.connections ?? {})) lab.services.provisionConnection(name)
    const keep = async () => data?.save(lab)
    await keep()
    closers.push(keep)
    return {
      lab,
      directory,
      admit: admissions(lab, directory, io.env),
      recentEvents: () => recent,
      keep,
      removeIfKilled: (path) => guard.removeFile(path),
      guarded: guard.environment,
      close: () => closeAll(closers),
    }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

/** Lets commands in: each has a directory of its own. */
function admissions(lab: Lab, directory: string, env: Io['env']): StandingLab['admit'] {
  let made = 0
  return async (connection) => {
    made += 1
    const scratch = join(directory, `command-${made}`)
    mkdirSync(scratch, { mode: 0o700 })
    return commandEnvironment(lab, scratch, made, connection, env)
  }
}

/** Closes in the opposite order of opening; one that fails does not keep the others from closing. */
async function closeAll(closers: readonly (() => void | Promise<void>)[]): Promise<void> {
  const [first, ...rest] = closers
  if (!first) return
  try {
    await closeAll(rest)
  } finally {
    await first()
  }
}
