import type { Socket } from 'node:net'
import { connect, type DetailedPeerCertificate, rootCertificates, type TLSSocket } from 'node:tls'
import type { Environment } from '../environment.ts'
import { openTunnel } from './open-tunnel.ts'
import { proxyFor, readProxy } from './proxy.ts'

/** A certificate that a host shows. Names are those of its subject and issuer: the common name, or the organization where it has none. */
export interface ShownCertificate {
  readonly subject: string
  readonly issuer: string
  /** SHA-256, as Node writes it. */
  readonly fingerprint: string
  /** Milliseconds since the epoch. */
  readonly validFrom: number
  readonly validTo: number
}

/** What a host shows at its TLS door. */
export interface CertificateChain {
  /** The host's own first. */
  readonly certificates: readonly ShownCertificate[]
  /** Node's code of why its built-in public authorities do not vouch for it, such as `SELF_SIGNED_CERT_IN_CHAIN`; null where they do. */
  readonly problem: string | null
}

/** No chain of real life is longer; a loop ends here. */
const LONGEST_CHAIN = 10

/**
 * Reads the certificates that a host shows, through the proxy that `env` names where there is one. They are held against Node's built-in public authorities alone, so that one that a company
 * or a lab has added shows. Nothing is sent over the connection. Rejects with Node's error where there is none.
 */
export async function readCertificateChain(
  address: string,
  options: { readonly env: Environment; readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<CertificateChain> {
  const url = new URL(address)
  const { timeoutMs, signal } = options
  const proxy = proxyFor(url, readProxy(options.env))
  const port = Number(url.port || 443)
  // The tunnel's own TLS would refuse an authority that it does not know; here it is to be seen.
  const to = new URL(`http://${url.hostname}:${port}`)
  const through = proxy && (await openTunnel({ proxy, to, secureContext: undefined, timeoutMs, signal }))
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...(through ? { socket: through as Socket } : { host: url.hostname, port }),
      servername: url.hostname,
      ca: [...rootCertificates],
      rejectUnauthorized: false,
    })
    const end = () => socket.destroy(signal?.reason as Error)
    signal?.addEventListener('abort', end, { once: true })
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no TLS within ${Math.round(timeoutMs / 1_000)} s`)))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      signal?.removeEventListener('abort', end)
      resolve({ certificates: chainOf(socket), problem: problemOf(socket) })
      socket.destroy()
    })
  })
}

function chainOf(socket: TLSSocket): readonly ShownCertificate[] {
  const chain: ShownCertificate[] = []
  let current: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  while (current?.fingerprint256 !== undefined && chain.length < LONGEST_CHAIN) {
    chain.push({
      subject: nameOf(current.subject),
      issuer: nameOf(current.issuer),
      fingerprint: current.fingerprint256,
      validFrom: Date.parse(current.valid_from),
      validTo: Date.parse(current.valid_to),
    })
    const next: DetailedPeerCertificate | undefined = current.issuerCertificate
    current = next?.fingerprint256 === current.fingerprint256 ? undefined : next
  }
  return chain
}

function nameOf(name: { readonly CN?: string | string[]; readonly O?: string | string[] } | undefined): string {
  return [name?.CN ?? name?.O ?? ''].flat().join(', ')
}

/** Node gives the code as a text or as an error with a code, by the kind of problem. */
function problemOf(socket: TLSSocket): string | null {
  if (socket.authorized) return null
  const problem: unknown = socket.authorizationError
  if (typeof problem === 'string') return problem
  const { code } = (problem ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : 'UNKNOWN'
}
