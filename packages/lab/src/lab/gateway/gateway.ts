import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, TLSSocket } from 'node:tls'
import type { Caller } from '../../ground/caller.ts'
import type { Service } from '../../ground/http/service.ts'
import { peerEnvironment } from '../adapters/peer-environment.ts'
import { startLimit } from '../adapters/real-timers.ts'
import type { Callers } from './callers.ts'
import { type LoopbackListener, openLoopbackListener } from './loopback-listener.ts'
import { openPublic, PrivateAddressError } from './open-public.ts'
import type { Route, RouteTable } from './route-table.ts'
import { HEAD_LIMIT_MS, type ServiceServer } from './service-server.ts'
import { isTelemetryHost } from './telemetry-hosts.ts'
import type { Trust } from './trust.ts'

/** What a gateway serves, on listeners that are open already. */
export interface GatewayOptions {
  readonly listeners: GatewayListeners
  readonly server: ServiceServer
  readonly routes: RouteTable
  readonly callers: Callers
  readonly trust: Trust
  /** The service behind `https://localhost:PORT`, for clients that bypass the proxy for loopback. */
  readonly localService: Service
  /** Called once per refused connection; `leadsTo` is the address, which is not public, where an opened host leads there. */
  readonly onRefused?: (host: string, caller: Caller, leadsTo?: string) => void
  /** How long a client may take to send its CONNECT, for tests. */
  readonly headMs?: number
}

/** The listeners of a lab, both on loopback: a CONNECT proxy and `https://localhost:PORT`. */
export interface GatewayListeners {
  readonly proxy: LoopbackListener
  readonly local: LoopbackListener
  close(): Promise<void>
}

/** How long to wait for the other end of a tunnel, in milliseconds (curl's default for connecting is five minutes; a person waits less). */
const CONNECT_TIMEOUT_MS = 20_000

/** Opens the listeners, on free ports unless they are given. Throws `EADDRINUSE` (Node's own) when a given port is taken. */
export async function openListeners(
  ports: { readonly proxy?: number; readonly local?: number } = {},
): Promise<GatewayListeners> {
  const proxy = await openLoopbackListener(ports.proxy)
  try {
    const local = await openLoopbackListener(ports.local)
    return { proxy, local, close: async () => void (await Promise.all([proxy.close(), local.close()])) }
  } catch (error) {
    await proxy.close()
    throw error
  }
}

/** Serves a lab on its listeners, until `close`. The connections of tunnels end with those of the listeners that they belong to. */
export function serveGateway(options: GatewayOptions): void {
  const { listeners, server, trust, localService } = options
  const proxy = createServer((request, response) => refusePlain(options, request, response))
  const headLimits = new WeakMap<object, () => void>()
  proxy.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    headLimits.get(socket)?.()
    socket.on('error', () => socket.destroy())
    // A name that no certificate can be made for, or a service that cannot be opened: the connection ends, not the lab.
    onConnect(options, request, socket, head).catch(() => socket.destroy())
  })
  listeners.proxy.serve((socket) => {
    const endLimit = startLimit(options.headMs ?? HEAD_LIMIT_MS, () => socket.destroy())
    headLimits.set(socket, endLimit)
    socket.once('close', endLimit)
    proxy.emit('connection', socket)
  })
  const { port } = listeners.local
  const authority = [`localhost:${port}`, `127.0.0.1:${port}`]
  listeners.local.serve((socket) => {
    server.accept(endTls(socket, trust, 'localhost'), { authority, service: localService, port: socket.remotePort })
  })
}

/**
 * Whose request this is: by its credentials; without any, as Java and typed-rest-client ask, by the proxy variable in the environment of the process that has connected. It
 * holds the same secret.
 */
function callerOf(options: GatewayOptions, { headers, socket }: IncomingMessage): Caller | undefined {
  const header = headers['proxy-authorization']
  if (header !== undefined) return options.callers.find(header)
  const environment = peerEnvironment(socket.remotePort ?? 0, options.listeners.proxy.port)
  const proxy = environment?.get('HTTPS_PROXY') ?? environment?.get('https_proxy') ?? ''
  if (!URL.canParse(proxy)) return undefined
  const { username, password } = new URL(proxy)
  return options.callers.find(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
}

async function onConnect(
  options: GatewayOptions,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const caller = callerOf(options, request)
  if (!caller) {
    return answerConnect(socket, 407, 'the proxy needs the user and the password of its proxy variable', [
      'Proxy-Authenticate: Basic realm="lab"',
    ])
  }
  const [host = '', portText = '443'] = splitAuthority(request.url ?? '')
  const port = Number(portText)
  const route = options.routes.route(host)
  if (head.length > 0) socket.unshift(head)
  if (route.kind === 'service') {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    const tls = endTls(socket as Socket, options.trust, host)
    const authority = port === 443 ? [host, `${host}:443`] : [`${host}:${port}`]
    options.server.accept(tls, { authority, service: route.service, caller, port: (socket as Socket).remotePort })
    return
  }
  if (route.kind === 'refused') {
    if (!isTelemetryHost(host)) options.onRefused?.(host, caller)
    return answerConnect(
      socket,
      403,
      `the network is refused but for the lab; open this host with --allow-host ${host}`,
    )
  }
  await tunnel(options, route, { host, port, caller }, socket)
}

/** Joins the client with a service of the user's own (TLS ended here, Host and path kept) or with the real network. */
async function tunnel(
  options: GatewayOptions,
  route: Extract<Route, { kind: 'upstream' | 'through' }>,
  { host, port, caller }: { readonly host: string; readonly port: number; readonly caller: Caller },
  socket: Duplex,
): Promise<void> {
  let far: Socket | undefined
  socket.once('close', () => far?.destroy())
  try {
    far = route.kind === 'upstream' ? openUpstream(route.origin) : await openPublic(host, port)
    far.on('error', () => far?.destroy())
    if (socket.destroyed) far.destroy()
    await connected(far)
  } catch (error) {
    if (error instanceof PrivateAddressError) {
      options.onRefused?.(host, caller, error.address)
      return answerConnect(socket, 403, `${host} leads to ${error.message}`)
    }
    return answerConnect(socket, 502, `${host} cannot be reached: ${(error as Error).message}`)
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  const near = route.kind === 'upstream' ? endTls(socket as Socket, options.trust, host) : socket
  near.on('error', () => near.destroy())
  near.pipe(far).pipe(near)
  near.once('close', () => far.destroy())
  far.once('close', () => near.destroy())
}

/** An https upstream on loopback is not verified: its certificate is the user's own. Any other is. */
function openUpstream(origin: URL): Socket {
  const port = Number(origin.port || (origin.protocol === 'https:' ? 443 : 80))
  const host = origin.hostname.replace(/^\[|\]$/g, '')
  if (origin.protocol !== 'https:') return connect({ host, port })
  const servername = isIP(host) === 0 ? { servername: host } : {}
  return connectTls({ host, port, ...servername, rejectUnauthorized: !/^(localhost|127\..*|::1)$/.test(host) })
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      endLimit()
      if (error) reject(error)
      else resolve()
    }
    const endLimit = startLimit(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('no answer in time')))
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => settle())
    socket.once('error', settle)
    socket.once('close', () => settle(new Error('the connection was closed')))
  })
}

function endTls(socket: Socket, trust: Trust, host: string): TLSSocket {
  const tls = new TLSSocket(socket, {
    isServer: true,
    secureContext: trust.contextFor(host),
    ALPNProtocols: ['http/1.1'],
  })
  tls.on('error', () => tls.destroy())
  return tls
}

/** Plain http through the proxy: nothing of the lab speaks it. */
function refusePlain(options: GatewayOptions, request: IncomingMessage, response: ServerResponse): void {
  const caller = callerOf(options, request)
  if (!caller) {
    response.writeHead(407, {
      'proxy-authenticate': 'Basic realm="lab"',
      'content-type': 'text/plain',
      connection: 'close',
    })
    response.end('lab: the proxy needs the user and the password of its proxy variable\n')
    return
  }
  const host = URL.canParse(request.url ?? '') ? new URL(request.url ?? '').hostname : ''
  if (host && !isTelemetryHost(host)) options.onRefused?.(host, caller)
  response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' })
  response.end('lab: the network is refused but for the lab, and the lab speaks https only\n')
}

function answerConnect(socket: Duplex, status: number, reason: string, headers: readonly string[] = []): void {
  const body = `lab: ${reason}\n`
  const lines = [
    `HTTP/1.1 ${status} Refused`,
    ...headers,
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

function splitAuthority(authority: string): [string, string] {
  const match = /^\[?([^\]]+?)\]?:(\d+)$/.exec(authority)
  return match ? [(match[1] as string).toLowerCase(), match[2] as string] : [authority.toLowerCase(), '443']
}
