import {
  type AzurePipelinesSource,
  azurePipelinesSource,
  type Endpoint,
  type Held,
  openReceipts,
  type SurfaceDirectory,
  TokenSession,
} from '@mintwell/client'
import { type Receipt, readToken, type Seen } from '@mintwell/token'
import { byLowerName } from '../endpoint-values.ts'
import type { ServiceEndpoint } from '../task-host.ts'
import type { FreshTaskHost } from './fresh-host.ts'
import type { FreshInputs } from './fresh-inputs.ts'
import { describeBound, FreshLog } from './fresh-log.ts'

/** What a session is opened with. */
export interface StepSessionRequest {
  readonly host: FreshTaskHost
  readonly connection: ServiceEndpoint
  readonly fresh: FreshInputs
  readonly directory: SurfaceDirectory
  /** The receipts file's whole path; undefined for none. */
  readonly receipts: string | undefined
}

/** The {@link TokenSession} of a step of the drop-in: its source is the job's own service, its log the task's. */
export class StepSession {
  readonly #request: StepSessionRequest
  readonly #log: FreshLog
  readonly #source: AzurePipelinesSource
  readonly #session: TokenSession

  constructor(request: StepSessionRequest) {
    this.#request = request
    const { host, connection, fresh, directory } = request
    this.#log = new FreshLog(host, connection.name)
    const receipts = openReceipts(
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
    this.#session = new TokenSession(
      {
        source: this.#source,
        freshness: {
          ...fresh.contract,
          onBreach: fresh.onBreach,
          maxWait: fresh.maxWait,
          background: fresh.refresh,
        },
        directory,
        receipts,
        history: withBound(receipts.history, connection),
        onNews: (news) => this.#log.tell(news),
        onToken: (held) => {
          host.setSecret(held.token)
          host.tokenTaken(held.token, 'oidc', connection)
        },
        onProblem: (error) =>
          this.#log.error(`${error.message} The script continues with the token it has. ${error.hint}`),
      },
      { clock: host.clock, random: host.random, ...(host.monotonic ? { monotonic: host.monotonic } : {}) },
    )
  }

  /** Takes a token that meets the contract. Rejects with a `ClientError` that says why there is none. */
  async open(): Promise<Held> {
    const { host, connection } = this.#request
    const close = () => this.#session.close()
    host.signal.addEventListener('abort', close, { once: true })
    if (host.signal.aborted) close()
    const held = await this.#session.open()
    const bound = byLowerName(connection.parameters).idtoken
    if (bound) this.#log.info(describeBound(bound, held, this.#session.now()))
    return held
  }

  /** Opens the endpoint that takes the place of the job's own. */
  openEndpoint(accessToken: string): Promise<Endpoint> {
    return this.#session.openEndpoint(this.#source, accessToken, this.#request.connection.id)
  }

  close(): void {
    this.#session.close()
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

/** Tokens of earlier steps and runs, and the one that the service had bound to the connection. */
function withBound(history: Seen, connection: ServiceEndpoint): Seen {
  const bound = byLowerName(connection.parameters).idtoken
  if (!bound) return history
  const { fingerprints, comparedWith } = history
  return {
    fingerprints: new Set([...fingerprints, readToken(bound).fingerprint]),
    comparedWith: fingerprints.size === 0 ? { scope: 'job', count: 1 } : comparedWith,
  }
}
