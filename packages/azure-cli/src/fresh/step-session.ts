import {
  type AzurePipelinesSource,
  azurePipelinesSource,
  ClientError,
  type Endpoint,
  type FreshTokens,
  type Held,
  keepFresh,
  openReceipts,
  type SurfaceDirectory,
} from '@mintwell/client'
import { type Receipt, readToken, type Seen } from '@mintwell/token'
import { stateFiles } from '../az/login-state.ts'
import { byLowerName } from '../endpoint-values.ts'
import type { ServiceEndpoint } from '../task-host.ts'
import type { FreshTaskHost } from './fresh-host.ts'
import type { FreshInputs } from './fresh-inputs.ts'
import { describeBound, FreshLog } from './fresh-log.ts'

/** What a session is opened with. */
export interface SessionRequest {
  readonly host: FreshTaskHost
  readonly connection: ServiceEndpoint
  readonly fresh: FreshInputs
  readonly directory: SurfaceDirectory
  /** The receipts file's whole path; undefined for none. */
  readonly receipts: string | undefined
}

/**
 * The ID token of one step: taken and proven before the script, and kept fresh in the files of the step's directory and behind the endpoint until `close()`.
 */
export class StepSession {
  readonly #request: SessionRequest
  readonly #log: FreshLog
  readonly #receipts: ReturnType<typeof openReceipts>
  readonly #source: AzurePipelinesSource
  #tokens: FreshTokens | undefined
  #problem: ClientError | undefined
  #running = false

  constructor(request: SessionRequest) {
    this.#request = request
    const { host, connection } = request
    this.#log = new FreshLog(host, connection.name)
    this.#receipts = openReceipts(
      request.receipts ?? '',
      { ...host.handover, connection: connection.name, source: 'azure-pipelines' },
      this.#receiptFiles(),
    )
    const source = azurePipelinesSource({ ...host.service, connection: connection.id })
    // Nothing may leap over a request that is under way.
    this.#source = {
      ...source,
      request: (signal) => host.busy(() => source.request(signal)),
      requestFor: (id, signal) => host.busy(() => source.requestFor(id, signal)),
    }
  }

  /** Takes a token that meets the contract. Rejects with a `ClientError` that says why there is none. */
  async open(): Promise<Held> {
    const { host, connection, fresh } = this.#request
    const tokens = keepFresh(
      this.#source,
      {
        ...fresh.contract,
        onBreach: fresh.onBreach,
        maxWait: fresh.maxWait,
        background: fresh.refresh,
        history: this.#history(),
        onNews: (news) => this.#log.tell(news),
        onToken: (held) => this.#publish(held),
      },
      { clock: host.clock, random: host.random, ...(host.monotonic ? { monotonic: host.monotonic } : {}) },
    )
    this.#tokens = tokens
    const close = () => tokens.close()
    host.signal.addEventListener('abort', close, { once: true })
    if (host.signal.aborted) close()
    const held = await tokens.take()
    if (this.#problem) throw this.#problem
    const bound = byLowerName(connection.parameters).idtoken
    if (bound) this.#log.info(describeBound(bound, held, tokens.now()))
    this.#running = true
    return held
  }

  /** Opens the endpoint that stands in for the job's own. */
  async openEndpoint(accessToken: string): Promise<Endpoint> {
    const { host, connection } = this.#request
    const tokens = this.#tokens as FreshTokens
    const { openEndpoint } = await import('@mintwell/client')
    return openEndpoint({
      accessToken,
      connectionId: connection.id,
      path: new URL(host.service.requestUri).pathname,
      take: () => tokens.token(),
      passOn: async (id) => (await this.#source.requestFor(id)).token,
      now: () => tokens.now(),
      // A lab's clock can be set to any year, and some programs see it while others do not.
      clocks: host.clock.leaps ? [Date.UTC(1990), Date.UTC(2090)] : [host.clock.now(), tokens.now()],
    })
  }

  close(): void {
    this.#tokens?.close()
  }

  /** Masks a token before anything could print it, writes it where the script's programs read it, and its receipt. */
  #publish(held: Held): void {
    const { host, connection, directory } = this.#request
    host.setSecret(held.token)
    host.tokenTaken(held.token, 'oidc', connection)
    this.#problem = undefined
    try {
      directory.write(stateFiles.idToken, held.token)
      directory.write(stateFiles.generation, `${held.reading.fingerprint}\n`)
      this.#receipts.write(held, held.receivedAt)
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      this.#problem = error
      if (this.#running) this.#log.error(`${error.message} The script goes on with the token it has. ${error.hint}`)
    }
  }

  /** Tokens of earlier steps and runs, and the one that the service had bound to the connection. */
  #history(): Seen {
    const bound = byLowerName(this.#request.connection.parameters).idtoken
    const { fingerprints, comparedWith } = this.#receipts.history
    if (!bound) return this.#receipts.history
    return {
      fingerprints: new Set([...fingerprints, readToken(bound).fingerprint]),
      comparedWith: fingerprints.size === 0 ? { scope: 'job', count: 1 } : comparedWith,
    }
  }

  /** A receipt goes to the file that the user named, if any, and to the debug log. */
  #receiptFiles(): Parameters<typeof openReceipts>[2] {
    const { host, receipts } = this.#request
    return {
      read: (path) => (receipts === undefined ? undefined : host.privateFiles.read(path)),
      append: (path, line, mode) => {
        if (receipts !== undefined) host.privateFiles.append(path, line, mode)
        host.debug(`mintwell receipt ${JSON.stringify(JSON.parse(line) as Receipt)}`)
      },
    }
  }
}
