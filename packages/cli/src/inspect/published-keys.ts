import { explainUnreachable, type HttpClient } from '@mintwell/client'
import type { KeySource } from './signature.ts'

/** No more issuers are asked for one text: each costs two requests. */
const MOST_ISSUERS = 10

/** Gives the keys of issuers, each asked for once, by their discovery documents (OpenID Connect Discovery 1.0, section 4). */
export class PublishedKeys {
  readonly #http: HttpClient
  readonly #signal: AbortSignal
  readonly #known = new Map<string, Promise<KeySource>>()

  constructor(http: HttpClient, signal: AbortSignal) {
    this.#http = http
    this.#signal = signal
  }

  of(issuer: string | null): Promise<KeySource> {
    if (issuer === null) return Promise.resolve(none('the token names no issuer'))
    const known = this.#known.get(issuer)
    if (known) return known
    if (this.#known.size >= MOST_ISSUERS)
      return Promise.resolve(none(`the text has tokens of more than ${MOST_ISSUERS} issuers, and no more are asked`))
    const keys = this.#ask(issuer)
    this.#known.set(issuer, keys)
    return keys
  }

  async #ask(issuer: string): Promise<KeySource> {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    if (!isHttps(address)) return none('the issuer is not an https address, so that nobody is asked for its keys')
    const discovery = await this.#read(address)
    if (typeof discovery === 'string') return none(discovery)
    // A document of somebody else proves nothing (section 4.3).
    if (discovery.issuer !== issuer) return none('the discovery document at the issuer is that of another one')
    const { jwks_uri: keysAddress } = discovery
    if (typeof keysAddress !== 'string' || !isHttps(keysAddress)) return none('the discovery document names no keys')
    const set = await this.#read(keysAddress)
    if (typeof set === 'string') return none(set)
    if (!isKeySet(set)) return none(`${new URL(keysAddress).host} gave something other than a set of keys`)
    return { kind: 'set', set, from: `the keys of the issuer (${new URL(keysAddress).host})` }
  }

  /** The document, or why there is none. */
  async #read(url: string): Promise<Readonly<Record<string, unknown>> | string> {
    const { host } = new URL(url)
    try {
      const { status, text } = await this.#http.send({ method: 'GET', url, signal: this.#signal })
      if (status !== 200) return `${host} answered ${status} in place of its keys`
      const document: unknown = JSON.parse(text)
      return typeof document === 'object' && document !== null
        ? (document as Readonly<Record<string, unknown>>)
        : `${host} gave no document`
    } catch (error) {
      this.#signal.throwIfAborted()
      if (error instanceof SyntaxError) return `${host} gave no JSON`
      const { message, hint } = explainUnreachable('ERR_SOURCE_UNREACHABLE', `The issuer at ${host}`, error)
      return `${message} ${hint}`
    }
  }
}

function none(why: string): KeySource {
  return { kind: 'none', why }
}

function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:'
}

/** Whether a document is a set of keys (RFC 7517, section 5). */
export function isKeySet(
  document: unknown,
): document is { readonly keys: readonly Readonly<Record<string, unknown>>[] } {
  const { keys } = (document ?? {}) as { keys?: unknown }
  return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null)
}
