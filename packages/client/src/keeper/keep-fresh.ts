import { realClock, realMonotonic } from '@mintwell/clock'
import { type Contract, fingerprint, nothingSeen, type Seen } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import type { IdTokenSource } from '../sources/id-token-source.ts'
import type { KeeperClock } from '../waiting/keeper-clock.ts'
import { askSource } from './ask-source.ts'
import { classifyFailure } from './classify-failure.ts'
import { contractError } from './describe-refusal.ts'
import type { Held } from './held.ts'
import { canHandOut, newKeeper, stepKeeper, wakeTime } from './keeper.ts'
import type { KeeperNews } from './keeper-news.ts'
import type { BreachPolicy, KeeperEffect, KeeperEvent, KeeperState } from './keeper-state.ts'
import type { Random } from './refresh-time.ts'
import { ServerTime } from './server-time.ts'

/** What a keeper needs of the world. */
export interface KeeperPorts {
  readonly clock: KeeperClock
  readonly random: Random
  /** Milliseconds of a clock that nobody sets; see `ServerTime`. */
  readonly monotonic?: () => number
}

/** What to keep; durations in milliseconds. Everything has the default of the freshness contract. */
export interface FreshnessOptions extends Contract {
  readonly onBreach?: BreachPolicy
  readonly maxWait?: number
  /** Whether to refresh on its own; otherwise whenever the token is asked for and a refresh is due. Default false: nothing keeps the process alive. */
  readonly background?: boolean
  /** Tokens seen in earlier steps or runs. */
  readonly history?: Seen
  /** Told of each new token, before anything else can have it: register masks and write files here. */
  readonly onToken?: (held: Held) => void
  /** Told what happens, for a log. */
  readonly onNews?: (news: KeeperNews) => void
}

/** Tokens that stay fresh. */
export interface FreshTokens {
  /** A token that meets the contract; asks the source where that is needed. Rejects with a `ClientError`. */
  token(): Promise<string>
  /** Like `token`, with what is known of it. */
  take(): Promise<Held>
  /** The very function that `ClientAssertionCredential` and MSAL take: `assertion` gives a fresh token whenever it is called. */
  readonly assertion: () => Promise<string>
  /** Tell that a service refused this token: exactly this one is swapped out, and the next `token()` brings another. */
  rejected(token: string): void
  /** The present by the server's clock. */
  now(): number
  close(): void
}

/** The longest that a wait may take by default, in milliseconds. */
export const DEFAULT_MAX_WAIT_MS = 900_000

/**
 * Keeps a token of a source fresh: the freshness contract at the start, refreshes in time, one request at a time.
 *
 * @example
 * const tokens = keepFresh(azurePipelines(process.env, { connection: 'azure-production' }))
 * const credential = new ClientAssertionCredential(tenantId, clientId, tokens.assertion)
 */
export function keepFresh(
  source: IdTokenSource,
  options: FreshnessOptions = {},
  ports: Partial<KeeperPorts> = {},
): FreshTokens {
  const monotonic = ports.monotonic ?? (ports.clock ? undefined : realMonotonic)
  const keeper = new Keeper(source, options, {
    clock: ports.clock ?? realClock,
    random: ports.random ?? Math.random,
    ...(monotonic ? { monotonic } : {}),
  })
  return {
    token: async () => (await keeper.take()).token,
    take: () => keeper.take(),
    assertion: async () => (await keeper.take()).token,
    rejected: (token) => keeper.dispatch({ kind: 'rejected', fingerprint: fingerprint(token) }),
    now: () => keeper.now(),
    close: () => keeper.close(),
  }
}

/** Runs the machine: asks the source, sleeps, tells. */
class Keeper {
  readonly #source: IdTokenSource
  readonly #options: FreshnessOptions
  readonly #ports: KeeperPorts
  readonly #time: ServerTime
  readonly #closed = new AbortController()
  #state: KeeperState
  #begun = false
  #ended: unknown
  #sleep: { readonly at: number; readonly controller: AbortController } | undefined
  #waiters: (() => void)[] = []

  constructor(source: IdTokenSource, options: FreshnessOptions, ports: KeeperPorts) {
    this.#source = source
    this.#options = options
    this.#ports = ports
    this.#time = new ServerTime({
      now: () => ports.clock.now(),
      ...(ports.monotonic ? { monotonic: ports.monotonic } : {}),
    })
    this.#state = newKeeper(
      {
        contract: contractOf(options),
        onBreach: options.onBreach ?? 'wait',
        maxWait: options.maxWait ?? DEFAULT_MAX_WAIT_MS,
        refreshable: source.refreshable ?? true,
        background: options.background ?? false,
        history: options.history ?? nothingSeen,
        ...(source.endsAt === undefined ? {} : { sourceEndsAt: source.endsAt }),
      },
      this.#time.now(),
    )
  }

  now(): number {
    return this.#time.now()
  }

  async take(): Promise<Held> {
    await this.#ports.clock.sync?.()
    if (!this.#begun) {
      this.#begun = true
      this.dispatch({ kind: 'tick' })
    }
    for (;;) {
      if (this.#ended !== undefined) throw this.#ended
      const before = this.#state.failures
      if (this.#state.stage.phase === 'running') this.dispatch({ kind: 'asked' })
      const { stage } = this.#state
      if (stage.phase === 'running') {
        if (stage.current && canHandOut(this.#state, this.#time.now())) return stage.current
        if (!this.#state.inFlight) throw this.#nothing()
      }
      await new Promise<void>((resolve) => this.#waiters.push(resolve))
      if (this.#state.stage.phase === 'running' && this.#state.failures > before && !this.#usable())
        throw this.#nothing()
    }
  }

  dispatch(event: KeeperEvent): void {
    const { state, effects } = stepKeeper(this.#state, event, this.#time.now(), this.#ports.random)
    this.#state = state
    try {
      for (const effect of effects) this.#carryOut(effect)
    } catch (error) {
      // A listener threw: callers that wait for a token get its error, and nothing continues as if the token had been written.
      this.#ended = error
      this.#state = stepKeeper(state, { kind: 'stop' }, this.#time.now(), this.#ports.random).state
    }
    this.#sleepUntilWake()
    for (const resolve of this.#waiters.splice(0)) resolve()
  }

  close(): void {
    this.#ended ??= new ClientError('ERR_KEEPER_CLOSED', {
      message: 'The keeper was closed.',
      hint: 'Ask for tokens before close().',
    })
    this.#closed.abort(this.#ended)
    this.dispatch({ kind: 'stop' })
  }

  #carryOut(effect: KeeperEffect): void {
    if (effect.kind === 'request') void this.#request()
    else if (effect.kind === 'hand-out') this.#options.onToken?.(effect.held)
    else if (effect.kind === 'news') this.#options.onNews?.(effect.news)
    else this.#ended = contractError(effect.refusal, this.#source)
  }

  async #request(): Promise<void> {
    const sentAt = this.#time.now()
    let event: KeeperEvent
    try {
      const { token, serverTime } = await askSource(this.#source, this.#ports.clock, this.#closed.signal)
      await this.#ports.clock.sync?.()
      const by = serverTime === undefined ? 0 : this.#time.learn(serverTime, sentAt)
      if (by !== 0) this.dispatch({ kind: 'clock-moved', by })
      event = { kind: 'token', token }
    } catch (error) {
      event = { kind: 'failed', failure: classifyFailure(error) }
    }
    if (!this.#closed.signal.aborted) this.dispatch(event)
  }

  #sleepUntilWake(): void {
    const { clock } = this.#ports
    const at = this.#state.inFlight && clock.leaps ? undefined : wakeTime(this.#state)
    if (this.#sleep && this.#sleep.at !== at) {
      this.#sleep.controller.abort()
      this.#sleep = undefined
    }
    if (at === undefined || this.#sleep) return
    const sleep = { at, controller: new AbortController() }
    this.#sleep = sleep
    // The keeper's instants are the server's; the machine's clock may be off.
    clock.sleepUntil(clock.now() + (at - this.#time.now()), sleep.controller.signal).then(
      () => {
        if (this.#sleep === sleep) this.#sleep = undefined
        this.dispatch({ kind: 'tick' })
      },
      () => {
        if (this.#sleep === sleep) this.#sleep = undefined
      },
    )
  }

  #usable(): boolean {
    return canHandOut(this.#state, this.#time.now())
  }

  #nothing(): ClientError {
    const error = this.#state.failure?.error
    if (error instanceof ClientError) return error
    return new ClientError('ERR_TOKEN_ENDED', {
      message: 'There is no token that is still valid, and no newer one could be obtained.',
      hint: 'Ask again in a moment; the log has the response of the source.',
      cause: error,
    })
  }
}

function contractOf({ minRemaining, budget, maxAge, distinct }: FreshnessOptions): Contract {
  return {
    ...(minRemaining === undefined ? {} : { minRemaining }),
    ...(budget === undefined ? {} : { budget }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(distinct === undefined ? {} : { distinct }),
  }
}
