import type { Seen } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import type { Held } from '../keeper/held.ts'
import { type FreshnessOptions, type FreshTokens, type KeeperPorts, keepFresh } from '../keeper/keep-fresh.ts'
import type { KeeperNews } from '../keeper/keeper-news.ts'
import type { ReceiptsFile } from '../output/receipts-file.ts'
import type { AzurePipelinesSource } from '../sources/azure-pipelines.ts'
import type { IdTokenSource } from '../sources/id-token-source.ts'
import { GENERATION_FILE, TOKEN_FILE } from '../surfaces/az-login.ts'
import type { Endpoint } from '../surfaces/endpoint.ts'
import type { SurfaceDirectory } from '../surfaces/surface-directory.ts'

/** What a session is opened with. */
export interface TokenSessionRequest {
  readonly source: IdTokenSource
  readonly freshness: Omit<FreshnessOptions, 'history' | 'onToken' | 'onNews'>
  /** Where each token is written for the programs of the step. */
  readonly directory: SurfaceDirectory
  readonly receipts?: ReceiptsFile | undefined
  /** Tokens seen before; by default those of the receipts. */
  readonly history?: Seen
  readonly onNews: (news: KeeperNews) => void
  /** Given each new token before anything could print it: register it as a secret. */
  readonly onToken: (held: Held) => void
  /** Told what went wrong at a refresh, while the command runs and goes on with what it has. */
  readonly onProblem: (error: ClientError) => void
}

/**
 * The ID token of one step, as `mintwell exec` and the drop-in task have it: taken and proven before the step's command starts, then kept fresh in the files of its directory and in
 * the local endpoint until `close()`. Each token is masked, published and entered in the receipts, in this order.
 *
 * @example
 * const session = new TokenSession({ source, freshness: { background: true }, directory, onNews, onToken, onProblem }, ports)
 * const held = await session.open()
 */
export class TokenSession {
  readonly #request: TokenSessionRequest
  readonly #ports: Partial<KeeperPorts>
  readonly #tokens: FreshTokens
  #requests = 0
  #problem: ClientError | undefined
  #running = false

  constructor(request: TokenSessionRequest, ports: Partial<KeeperPorts>) {
    this.#request = request
    this.#ports = ports
    const { source, freshness, receipts, history = receipts?.history } = request
    this.#tokens = keepFresh(
      { ...source, request: (signal) => this.#ask(signal) },
      {
        ...freshness,
        ...(history ? { history } : {}),
        onNews: request.onNews,
        onToken: (held) => this.#publish(held),
      },
      ports,
    )
  }

  /** How often the source was asked for the token of this session. */
  get requests(): number {
    return this.#requests
  }

  /** Takes a token that meets the contract. Rejects with a `ClientError` that says why there is none, or why it could not be written. */
  async open(): Promise<Held> {
    const held = await this.#tokens.take()
    if (this.#problem) throw this.#problem
    this.#running = true
    return held
  }

  /** Opens the endpoint that takes the place of the job's own, for callers that have this token. */
  async openEndpoint(
    source: Pick<AzurePipelinesSource, 'requestUri' | 'requestFor'>,
    accessToken: string,
    connectionId: string | undefined,
  ): Promise<Endpoint> {
    const { clock } = this.#ports
    const { openEndpoint } = await import('../surfaces/endpoint.ts')
    return openEndpoint({
      accessToken,
      connectionId,
      path: new URL(source.requestUri).pathname,
      take: () => this.#tokens.token(),
      passOn: async (id) => (await source.requestFor(id)).token,
      now: () => this.#tokens.now(),
      // A lab's clock can be set to any year, and some programs see it while others do not.
      clocks: clock?.leaps ? [Date.UTC(1990), Date.UTC(2090)] : [clock?.now() ?? this.now(), this.now()],
    })
  }

  /** The present by the server's clock. */
  now(): number {
    return this.#tokens.now()
  }

  close(): void {
    this.#tokens.close()
  }

  #ask(signal?: AbortSignal): ReturnType<IdTokenSource['request']> {
    this.#requests += 1
    return this.#request.source.request(signal)
  }

  /** One file for all programs, and after it the line by which `az` sees that it has changed. */
  #publish(held: Held): void {
    const { directory, receipts, onToken, onProblem } = this.#request
    onToken(held)
    this.#problem = undefined
    try {
      directory.write(TOKEN_FILE, held.token)
      directory.write(GENERATION_FILE, `${held.reading.fingerprint}\n`)
      receipts?.write(held, held.receivedAt)
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      this.#problem = error
      if (this.#running) onProblem(error)
    }
  }
}
