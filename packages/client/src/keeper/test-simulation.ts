import type { Instant } from '@mintwell/clock'
import { nothingSeen } from '@mintwell/token'
import type { Held, RequestFailure } from './held.ts'
import { canHandOut, newKeeper, stepKeeper, wakeTime } from './keeper.ts'
import type { KeeperNews, Refusal } from './keeper-news.ts'
import type { KeeperEvent, KeeperOptions, KeeperState } from './keeper-state.ts'
import { ServerTime } from './server-time.ts'

/** What a simulated source answers with. */
export type Answer =
  | { readonly kind: 'token'; readonly token: string; readonly tellsTime?: boolean }
  | { readonly kind: 'failed'; readonly failure: RequestFailure; readonly tellsTime?: boolean }

/** A world for a keeper: a source, askers and clocks, in simulated time. */
export interface World {
  readonly options?: Partial<KeeperOptions>
  /** Answers a request that was sent at a true instant, and says how long that takes. */
  readonly source: (at: Instant, count: number) => { readonly answer: Answer; readonly latency: number }
  /** What happens besides, by true time. */
  readonly events?: readonly {
    readonly at: Instant
    readonly event: 'asked' | 'rejected' | { readonly jump: number }
  }[]
  /** How far the machine's wall clock is ahead at the start. */
  readonly skew?: number
  /** Whether the machine has a clock that nobody sets. Default true. */
  readonly monotonic?: boolean
  readonly random: () => number
  readonly from: Instant
  readonly until: Instant
}

/** What came of it. */
export interface Outcome {
  readonly requests: readonly Instant[]
  readonly handedOut: readonly { readonly at: Instant; readonly held: Held }[]
  /** What askers got. */
  readonly given: readonly { readonly at: Instant; readonly held: Held }[]
  readonly news: readonly { readonly at: Instant; readonly news: KeeperNews }[]
  readonly refusal: { readonly at: Instant; readonly refusal: Refusal } | undefined
  readonly state: KeeperState
  readonly mostInFlight: number
}

export const defaultOptions: KeeperOptions = {
  contract: {},
  onBreach: 'wait',
  maxWait: 900_000,
  refreshable: true,
  background: true,
  history: nothingSeen,
}

/** Runs a keeper through a world: the driver's work, without a moment of real time. Instants in the outcome are true ones. */
export function simulate(world: World): Outcome {
  let now = world.from
  let skew = world.skew ?? 0
  const time = new ServerTime({
    now: () => now + skew,
    ...(world.monotonic === false ? {} : { monotonic: () => now - world.from }),
  })
  let state = newKeeper({ ...defaultOptions, ...world.options }, time.now())
  const pending: { at: Instant; sentAt: Instant; answer: Answer }[] = []
  const coming = [...(world.events ?? [])].sort((a, b) => a.at - b.at)
  const requests: Instant[] = []
  const handedOut: { at: Instant; held: Held }[] = []
  const given: { at: Instant; held: Held }[] = []
  const news: { at: Instant; news: KeeperNews }[] = []
  let refusal: Outcome['refusal']
  let mostInFlight = 0

  const dispatch = (event: KeeperEvent) => {
    const step = stepKeeper(state, event, time.now(), world.random)
    state = step.state
    for (const effect of step.effects) {
      if (effect.kind === 'request') {
        const { answer, latency } = world.source(now, requests.length)
        requests.push(now)
        pending.push({ at: now + latency, sentAt: time.now(), answer })
        mostInFlight = Math.max(mostInFlight, pending.length)
      } else if (effect.kind === 'hand-out') handedOut.push({ at: now, held: effect.held })
      else if (effect.kind === 'news') news.push({ at: now, news: effect.news })
      else refusal = { at: now, refusal: effect.refusal }
    }
  }
  const happen = (event: 'asked' | 'rejected' | { readonly jump: number }) => {
    if (typeof event === 'object') {
      skew += event.jump
      return
    }
    if (state.stage.phase !== 'running') return
    if (event === 'rejected' && state.stage.current)
      dispatch({ kind: 'rejected', fingerprint: state.stage.current.reading.fingerprint })
    else dispatch({ kind: 'asked' })
    if (state.stage.phase === 'running' && state.stage.current && canHandOut(state, time.now()))
      given.push({ at: now, held: state.stage.current })
  }
  const arrive = () => {
    pending.sort((a, b) => a.at - b.at)
    const [{ answer, sentAt }] = pending.splice(0, 1) as [(typeof pending)[number]]
    const by = answer.tellsTime === false ? 0 : time.learn(Math.floor(now / 1_000) * 1_000, sentAt)
    if (by !== 0) dispatch({ kind: 'clock-moved', by })
    dispatch(
      answer.kind === 'token' ? { kind: 'token', token: answer.token } : { kind: 'failed', failure: answer.failure },
    )
  }

  dispatch({ kind: 'tick' })
  for (let steps = 0; steps < 100_000; steps++) {
    const wake = wakeTime(state)
    // The keeper's instants are by the server's clock as far as it was learned; a driver sleeps for the difference.
    const wakeAt = wake === undefined ? Number.POSITIVE_INFINITY : now + Math.max(0, wake - time.now())
    const arrival = Math.min(...pending.map(({ at }) => at), Number.POSITIVE_INFINITY)
    const [event] = coming
    const next = Math.min(wakeAt, arrival, event?.at ?? Number.POSITIVE_INFINITY)
    if (next > world.until || next === Number.POSITIVE_INFINITY) break
    now = next
    if (event && event.at === next) {
      coming.shift()
      happen(event.event)
    } else if (arrival === next) arrive()
    else dispatch({ kind: 'tick' })
  }
  return { requests, handedOut, given, news, refusal, state, mostInFlight }
}

/** A token in the form of Azure DevOps' issuer, for tests: not signed by anybody. */
export function testToken(
  mintedAt: Instant,
  lifetime: number,
  id: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const seconds = (instant: Instant) => Math.floor(instant / 1_000)
  const claims = {
    iss: 'https://vstoken.dev.azure.com/00000000-0000-0000-0000-000000000000',
    sub: 'sc://lab/pipelines/conn',
    aud: 'api://AzureADTokenExchange',
    jti: id,
    iat: seconds(mintedAt),
    nbf: seconds(mintedAt),
    exp: seconds(mintedAt + lifetime),
    ...more,
  }
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.c2lnbmF0dXJl`
}

/** A source that mints a token at every request. */
export function minting(lifetime: number, latency = 200): World['source'] {
  return (at, count) => ({
    answer: { kind: 'token', token: testToken(at + latency, lifetime, String(count)) },
    latency,
  })
}

/** A source that gives one token again and again until `before` its end, as the echoing service does. */
export function echoing(lifetime: number, firstMintedAt: Instant, before = 3_000, latency = 200): World['source'] {
  let mintedAt = firstMintedAt
  return (at) => {
    if (at + latency >= mintedAt + lifetime - before) mintedAt = at + latency
    return { answer: { kind: 'token', token: testToken(mintedAt, lifetime, String(mintedAt)) }, latency }
  }
}
