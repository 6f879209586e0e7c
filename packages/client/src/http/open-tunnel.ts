import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect, type SecureContext } from 'node:tls'
import { refusedTunnel, TunnelError } from './tunnel-error.ts'

/** A connection to be opened through a proxy. */
export interface Tunnel {
  readonly proxy: URL
  /** Where to: with TLS where it is https. */
  readonly to: URL
  readonly secureContext: SecureContext | undefined
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/**
 * Opens a connection through a proxy: CONNECT (RFC 9110 §9.3.6), with the user and password of the proxy's URL as `Basic`, and TLS to the host itself at its end. The
 * proxy may be http or https; another one, such as a SOCKS proxy, is refused by name.
 */
export async function openTunnel(tunnel: Tunnel): Promise<Socket> {
  const { protocol, host } = tunnel.proxy
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new TunnelError(
      'ERR_PROXY_PROTOCOL',
      `the proxy ${protocol}//${host} speaks a protocol other than http or https`,
    )
  const socket = await connectThrough(tunnel)
  return tunnel.to.protocol === 'https:' ? startTls(socket, tunnel) : socket
}

function connectThrough({ proxy, to, secureContext, timeoutMs, signal }: Tunnel): Promise<Socket> {
  const port = to.port || (to.protocol === 'https:' ? '443' : '80')
  const authority = `${to.hostname}:${port}`
  const secure = proxy.protocol === 'https:'
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? requestHttps : requestHttp)({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (secure ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(credentials === ':'
          ? {}
          : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
      agent: false,
      ...(secure && secureContext ? { secureContext } : {}),
      ...(signal ? { signal } : {}),
    })
    outgoing.setTimeout(timeoutMs, () =>
      outgoing.destroy(new Error(`the proxy did not answer within ${seconds(timeoutMs)}`)),
    )
    outgoing.once('error', reject)
    const refused = (status: number | undefined) => reject(refusedTunnel(proxy.host, authority, status))
    outgoing.once('response', (answer) => {
      answer.destroy()
      refused(answer.statusCode)
    })
    outgoing.once('connect', (answer, socket: Socket, head: Buffer) => {
      if (head.length > 0) socket.unshift(head)
      if (answer.statusCode === 200) return resolve(socket)
      socket.destroy()
      return refused(answer.statusCode)
    })
    outgoing.end()
  })
}

function startTls(socket: Socket, { to, secureContext, timeoutMs, signal }: Tunnel): Promise<Socket> {
  const host = to.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      host,
      ...(isIP(host) ? {} : { servername: host }),
      ...(secureContext ? { secureContext } : {}),
    })
    const give = () => secured.destroy(signal?.reason as Error)
    signal?.addEventListener('abort', give, { once: true })
    secured.setTimeout(timeoutMs, () => secured.destroy(new Error(`no TLS within ${seconds(timeoutMs)}`)))
    secured.once('error', reject)
    secured.once('secureConnect', () => {
      signal?.removeEventListener('abort', give)
      secured.setTimeout(0)
      secured.off('error', reject)
      resolve(secured)
    })
  })
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`
}
