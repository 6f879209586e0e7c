import { randomBytes } from 'node:crypto'
import { delimiter } from 'node:path'
import type { Clock, Instant, JobClock } from '@mintwell/clock'
import { type ChildClock, openChildClock } from './clock/child-clock.ts'
import { LabClock } from './clock/lab-clock.ts'
import { type IdlePorts, processProbeFor, wakeProcess } from './clock/process-probe.ts'
import { openSleepService } from './clock/sleep-service.ts'
import type { Emit } from './events/lab-event.ts'
import type { FaultChoice } from './faults/fault.ts'
import { type Caller, Callers } from './gateway/caller.ts'
import { networkEnvironment } from './gateway/child-network.ts'
import { createFetchDocument } from './gateway/fetch-document.ts'
import { type Gateway, openGateway } from './gateway/gateway.ts'
import { createRouteTable } from './gateway/route-table.ts'
import { createTrust, type Trust } from './gateway/trust.ts'
import type { IssuerSigningKeys } from './issuers/id-token-issuer.ts'
import { createServices, type Services } from './services/create-services.ts'
import type { LabSettings } from './services/settings.ts'

/** What a lab is opened with. */
export interface LabOptions {
  /** An existing directory of this lab alone, 0700; whoever made it removes it. */
  readonly directory: string
  /** The real clock. */
  readonly realClock: Clock
  /** Where the lab's clock starts and whether it leaps; `real` for none. */
  readonly clock: { readonly start?: Instant; readonly leaps: boolean } | 'real'
  readonly settings: LabSettings
  readonly faults: readonly FaultChoice[]
  readonly emit: Emit
  /** Public hosts that children may reach, besides the lab's. */
  readonly allowedHosts?: readonly string[]
  /** Public hosts that lead to a service of the user's own. */
  readonly upstreams?: ReadonlyMap<string, URL>
  /** `leadsTo` is the address, which is not public, where the host was opened and leads there. */
  readonly onRefusedHost?: (host: string, caller: Caller, leadsTo?: string) => void
  readonly platform: NodeJS.Platform
  /** PATH, to find the programs that the clock's shims stand before. */
  readonly path: string
  /** A module for `node --require` that gives `fetch` the proxy on Node 20. */
  readonly nodeHook?: string
  readonly ports?: { readonly proxy?: number; readonly local?: number }
  /** The issuers' keys of an earlier lab, to go on with. */
  readonly keys?: IssuerSigningKeys
  /** The objects of an earlier lab, as `services.exportObjects()` gave them. */
  readonly objects?: unknown
}

/** A lab that runs: its services on loopback, its clock, and what children need to live in it. */
export interface Lab {
  readonly clock: JobClock
  /** The lab's own clock; undefined on the real one. */
  readonly labClock: LabClock | undefined
  readonly services: Services
  readonly gateway: Gateway
  readonly trust: Trust
  /** Which of the children's ways to ask for the time see the lab's clock. */
  readonly clockReach: ChildClock['reach']
  /** `https://localhost:PORT`. */
  readonly baseUrl: string
  /** The public host names that lead into the lab. */
  readonly hosts: readonly string[]
  /** The clock's variables for a child, and the directory that stands first on its PATH. */
  readonly childEnvironment: Readonly<Record<string, string>>
  readonly binDirectory: string | undefined
  /** A way through the gateway for one caller. */
  admit(caller: Caller): { readonly environment: Record<string, string>; readonly secret: string; release(): void }
  close(): Promise<void>
}

/** The public names that a lab may serve, for those who ask what there is. */
const PUBLIC_HOSTS = [
  'login.microsoftonline.com',
  'dev.azure.com',
  'vstoken.dev.azure.com',
  'management.azure.com',
  'graph.microsoft.com',
  'sts.amazonaws.com',
]

/**
 * Opens a lab. All its state is in what this returns, so that several live in one process. Throws Node's `EADDRINUSE` when a fixed port is taken.
 *
 * @example
 * const lab = await openLab({ directory, realClock, clock: { leaps: true }, settings: defaultSettings, faults: [], emit, platform, path })
 * try { … } finally { await lab.close() }
 */
export async function openLab(options: LabOptions): Promise<Lab> {
  const closers: (() => void | Promise<void>)[] = []
  try {
    let gateway: Gateway | undefined
    const time = await openClock(options, () => gateway?.idlePorts() ?? new Set(), closers)
    const callers = new Callers()
    const trust = createTrust(options.directory)
    let localPort = 0
    const baseUrl = () => `https://localhost:${localPort}`
    const services = createServices({
      clock: time.clock,
      emit: options.emit,
      settings: options.settings,
      baseUrl,
      fetchDocument: createFetchDocument(() => routes),
      ...(options.keys ? { keys: options.keys } : {}),
      ...(options.objects === undefined ? {} : { objects: options.objects }),
    })
    for (const choice of options.faults) services.faults.switchOn(choice)
    const routes = createRouteTable({
      service: (host) => services.service(host),
      ...(options.upstreams ? { upstreams: options.upstreams } : {}),
      ...(options.allowedHosts ? { allowedHosts: options.allowedHosts } : {}),
    })
    const listeners = await openGateway({
      routes,
      callers,
      trust,
      localService: services.service('localhost') ?? (() => new Response(null, { status: 404 })),
      ...(options.onRefusedHost ? { onRefused: options.onRefusedHost } : {}),
      ...(options.ports ? { ports: options.ports } : {}),
    })
    gateway = listeners
    closers.push(() => listeners.close())
    localPort = listeners.localPort
    return {
      ...time,
      services,
      gateway: listeners,
      trust,
      baseUrl: baseUrl(),
      hosts: [
        ...new Set([
          ...PUBLIC_HOSTS.filter((host) => services.route(host) !== undefined),
          ...(options.upstreams?.keys() ?? []),
        ]),
      ],
      admit(caller) {
        const { user, secret, release } = callers.add(caller)
        const nodeHook = options.nodeHook
        const environment = networkEnvironment({
          proxyPort: listeners.proxyPort,
          user,
          secret,
          trust,
          ...(nodeHook ? { nodeHook } : {}),
        })
        return { environment, secret, release }
      },
      close: () => closeAll(closers),
    }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

type Time = Pick<Lab, 'clock' | 'labClock' | 'clockReach' | 'childEnvironment' | 'binDirectory'>

async function openClock(
  options: LabOptions,
  idlePorts: IdlePorts,
  closers: (() => void | Promise<void>)[],
): Promise<Time> {
  if (options.clock === 'real') {
    const clock: JobClock = {
      now: () => options.realClock.now(),
      sleepUntil: (at, signal) => options.realClock.sleepUntil(at, signal),
      enter: () => () => {},
    }
    return { clock, labClock: undefined, clockReach: 'none', childEnvironment: {}, binDirectory: undefined }
  }
  const probe = processProbeFor(options.platform, idlePorts)
  let child: ChildClock | undefined
  const labClock = new LabClock({
    base: options.realClock,
    leaps: options.clock.leaps,
    ...(options.clock.start === undefined ? {} : { start: options.clock.start }),
    ...(probe ? { probe, wakeProcess } : {}),
    onOffset: (offset) => child?.setOffset(offset),
  })
  closers.push(() => labClock.close())
  const secret = randomBytes(18).toString('base64url')
  const door = await openSleepService(labClock, secret)
  closers.push(() => door.close())
  const { platform, path } = options
  child = openChildClock(options.directory, { port: door.port, secret }, { platform, path: path.split(delimiter) })
  child.setOffset(labClock.offsetMs)
  closers.push(() => child.close())
  return {
    clock: labClock,
    labClock,
    clockReach: child.reach,
    childEnvironment: child.environment,
    binDirectory: child.binDirectory,
  }
}

/** Closes in the opposite order of opening; one that fails does not keep the others from closing. */
async function closeAll(closers: (() => void | Promise<void>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close()
    } catch {} // What is closing already is closed.
  }
}
