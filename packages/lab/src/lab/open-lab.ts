import type { FaultChoice } from '../faults/fault.ts'
import { Faults } from '../faults/faults.ts'
import type { Caller } from '../ground/caller.ts'
import type { Emit } from '../ground/lab-event.ts'
import type { LabSettings } from '../ground/settings.ts'
import { createServices, type Services } from '../services/create-services.ts'
import type { IssuerSigningKeys } from '../services/issuers/id-token-issuer.ts'
import { Callers } from './gateway/callers.ts'
import { networkEnvironment } from './gateway/child-network.ts'
import { createFetchDocument } from './gateway/fetch-document.ts'
import { openListeners, serveGateway } from './gateway/gateway.ts'
import { createRouteTable, type OutsideRoutes } from './gateway/route-table.ts'
import { ServiceServer } from './gateway/service-server.ts'
import { createTrust, type Trust } from './gateway/trust.ts'
import { type ClockOptions, type LabTime, openClock } from './open-clock.ts'

/** What a lab is opened with. */
export interface LabOptions extends ClockOptions, OutsideRoutes {
  /** How many runs the REST API remembers. Default 100. */
  readonly runsKept?: number
  /** An existing directory of this lab alone, 0700; its creator removes it. */
  readonly directory: string
  /** Where the lab's clock starts and whether it leaps; `real` for none. */
  readonly clock: ClockOptions['clock']
  readonly settings: LabSettings
  readonly faults: readonly FaultChoice[]
  readonly emit: Emit
  /** `leadsTo` is the address, which is not public, where the host was opened and leads there. */
  readonly onRefusedHost?: (host: string, caller: Caller, leadsTo?: string) => void
  /** A module for `node --require` that gives `fetch` the proxy on Node 20. */
  readonly nodeHook?: string
  readonly ports?: { readonly proxy?: number; readonly local?: number }
  /** The issuers' keys of an earlier lab, to go on with. */
  readonly keys?: IssuerSigningKeys
  /** The objects of an earlier lab, as `services.exportObjects()` gave them. */
  readonly objects?: unknown
}

/** A lab that runs: its services on loopback, its clock, and what children need to live in it. */
export interface Lab extends LabTime {
  readonly services: Services
  readonly faults: Faults
  readonly trust: Trust
  /** The port of the CONNECT proxy. */
  readonly proxyPort: number
  /** `https://localhost:PORT`. */
  readonly baseUrl: string
  /** The public host names that lead into the lab. */
  readonly hosts: readonly string[]
  /** A way through the gateway for one caller. */
  admit(caller: Caller): Admission
}

/** The environment that leads a caller's programs through the gateway, until it is released. */
export interface Admission {
  readonly environment: Record<string, string>
  /** The password in the proxy variables. */
  readonly secret: string
  release(): void
}

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
    const listeners = await openListeners(options.ports)
    closers.push(() => listeners.close())
    const server = new ServiceServer()
    closers.push(() => server.close())
    const time = await openClock(options, () => server.idlePorts)
    closers.push(() => time.close())
    const { emit } = options
    const faults = new Faults({ clock: time.clock, emit })
    const baseUrl = `https://localhost:${listeners.local.port}`
    const services = createServices({
      clock: time.clock,
      emit,
      settings: options.settings,
      baseUrl,
      hooks: faults,
      fetchDocument: createFetchDocument(options),
      ...(options.keys ? { keys: options.keys } : {}),
      ...(options.objects === undefined ? {} : { objects: options.objects }),
      ...(options.runsKept === undefined ? {} : { runsKept: options.runsKept }),
    })
    for (const choice of options.faults) faults.switchOn(choice)
    const trust = createTrust(options.directory)
    const callers = new Callers()
    serveGateway({
      listeners,
      server,
      routes: createRouteTable({ ...options, service: services.service }),
      callers,
      trust,
      localService: services.service('localhost') ?? (() => new Response(null, { status: 404 })),
      ...(options.onRefusedHost ? { onRefused: options.onRefusedHost } : {}),
    })
    const proxyPort = listeners.proxy.port
    return {
      ...time,
      services,
      faults,
      trust,
      proxyPort,
      baseUrl,
      hosts: [...new Set([...services.hosts, ...(options.upstreams?.keys() ?? [])])],
      admit: (caller) => admit(callers, caller, { proxyPort, trust, nodeHook: options.nodeHook }),
      close: () => closeAll(closers),
    }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

function admit(
  callers: Callers,
  caller: Caller,
  network: { readonly proxyPort: number; readonly trust: Trust; readonly nodeHook: string | undefined },
): Admission {
  const { user, secret, release } = callers.add(caller)
  const { nodeHook, ...where } = network
  const environment = networkEnvironment({ ...where, user, secret, ...(nodeHook ? { nodeHook } : {}) })
  return { environment, secret, release }
}

/** Closes in the opposite order of opening; one that fails does not keep the others from closing. */
async function closeAll(closers: (() => void | Promise<void>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close()
    } catch {} // What is closing already is closed.
  }
}
