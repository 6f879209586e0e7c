import type { Instant } from '@mintwell/clock'
import { describeMalformed, effectiveContract, isBreach } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import { accept } from './accept.ts'
import { backOff, retryTime } from './back-off.ts'
import type { Held, RequestFailure } from './held.ts'
import { better, judgeAgain, judgedBy, judgeToken, maturity } from './judge-token.ts'
import type { Refusal } from './keeper-news.ts'
import type { KeeperEffect, KeeperEvent, KeeperState, Starting, Transition } from './keeper-state.ts'
import { pollTime, type Random } from './refresh-time.ts'

type StartingState = KeeperState & { readonly stage: Starting }

/** A wait may outlast the token by this much, to see whether the source has rotated. */
const BEYOND_END_MS = 60_000
/** A line a minute while something is waited for. */
export const LINE_MS = 60_000
/** How long the first token is tried for where the policy is not to wait, in milliseconds: twice the time that one answer may take. */
const PATIENCE_MS = 60_000
/** A failure that may pass is tried three times more, as Microsoft's tasks do (`azure-pipelines-tasks-azure-arm-rest`). */
export const DOUBTFUL_TRIES = 3

/** One event before the first token was handed out. */
export function stepStarting(state: StartingState, event: KeeperEvent, now: Instant, random: Random): Transition {
  if (event.kind === 'token') return onToken(state, event.token, now, random)
  if (event.kind === 'failed') return onFailure(state, event.failure, now, random)
  return onTime(state, now, random)
}

/** When the next tick is due. */
export function wakeStarting({ stage, options, inFlight, askAt }: StartingState): Instant | undefined {
  const { waiting, best, since } = stage
  const matures = best?.judgement.verdict === 'not-yet-valid' ? [maturity(best)] : []
  const times = waiting ? [waiting.until, waiting.lineAt, ...matures] : [since + patience(options)]
  if (!inFlight && askAt !== undefined) times.push(askAt)
  return Math.min(...times)
}

function onToken(state: StartingState, token: string, now: Instant, random: Random): Transition {
  const { reading, held, seen } = judgeToken(state, token, now)
  if (reading.kind === 'malformed' || !held)
    return onFailure({ ...state, seen }, noToken(reading.kind === 'malformed' ? reading : undefined), now, random)
  const first = state.stage.asksMade === 0
  const best = better(state.stage.best, held)
  const after: StartingState = {
    ...state,
    seen,
    failures: 0,
    failure: undefined,
    stage: { ...state.stage, asksMade: state.stage.asksMade + 1, best },
  }
  if (held.judgement.verdict === 'fresh') return accept(after, held, now, random)
  // One retry at once: it tells an echo from a token that merely came late, and often brings a newer one.
  if (first) return ask({ ...after, askAt: now })
  return best ? settle(after, best, now, random) : onTime(after, now, random)
}

/** Takes the best there is where it may be used, and does what the policy says where it may not. */
function settle(state: StartingState, held: Held, now: Instant, random: Random): Transition {
  const best = judgeAgain(state, held, now)
  if (isBreach(best.judgement.verdict))
    return onBreach({ ...state, stage: { ...state.stage, best } }, best, now, random)
  if (state.options.onBreach === 'fail' && best.judgement.verdict !== 'fresh') return refuse(state, 'breach', now, best)
  return accept(state, best, now, random)
}

function onBreach(state: StartingState, best: Held, now: Instant, random: Random): Transition {
  const { onBreach: policy } = state.options
  if (policy === 'warn') return useAnyway(state, best, now, random) ?? refuse(state, 'breach', now, best)
  const { lifetime } = best.reading.times
  const { minRemaining, budget } = effectiveContract(judgedBy(state), lifetime)
  if (lifetime < Math.max(minRemaining, budget)) return refuse(state, 'hopeless', now, best)
  if (policy === 'fail') return refuse(state, 'breach', now, best)
  if (policy === 'wait') return wait(state, best, now, random)
  const { retriesLeft } = state.stage
  if (retriesLeft === 0) return refuse(state, 'breach', now, best)
  const askAt = now + backOff(DOUBTFUL_TRIES - retriesLeft + 1, random)
  return { state: { ...state, askAt, stage: { ...state.stage, retriesLeft: retriesLeft - 1 } }, effects: [] }
}

/** With `warn` a token is used that expires soon or is not valid yet; one that has expired, even while a better one was asked for, never is. */
function useAnyway(state: StartingState, held: Held | undefined, now: Instant, random: Random): Transition | undefined {
  const best = held && judgeAgain(state, held, now)
  const verdict = best?.judgement.verdict
  if (!best || (verdict !== 'expiring' && verdict !== 'not-yet-valid')) return undefined
  const news = { kind: 'breach', at: now, reading: best.reading, judgement: best.judgement, until: undefined } as const
  const { state: after, effects } = accept(state, best, now, random)
  return { state: after, effects: [{ kind: 'news', news }, ...effects] }
}

function wait(state: StartingState, best: Held, now: Instant, random: Random): Transition {
  const immature = maturity(best) > now
  const askAt = immature ? undefined : pollTime(best.reading.times.expiresAt, now, random)
  if (state.stage.waiting) return { state: { ...state, askAt }, effects: [] }
  const until = waitBound(state, best, now)
  if (until <= now || (immature && maturity(best) > until)) return refuse(state, 'breach', now, best)
  const news = { kind: 'breach', at: now, reading: best.reading, judgement: best.judgement, until } as const
  const waiting = { since: now, until, lineAt: now + LINE_MS }
  return { state: { ...state, askAt, stage: { ...state.stage, waiting } }, effects: [{ kind: 'news', news }] }
}

/** The bound of a wait: what the token has left and a minute, `maxWait` since the very start, the end of the source. */
function waitBound({ options, stage }: StartingState, best: Held, now: Instant): Instant {
  const left = Math.max(0, best.reading.times.expiresAt - now)
  return Math.min(
    now + left + BEYOND_END_MS,
    stage.since + options.maxWait,
    options.sourceEndsAt ?? Number.POSITIVE_INFINITY,
  )
}

function onFailure(state: StartingState, failure: RequestFailure, now: Instant, random: Random): Transition {
  const failures = state.failures + 1
  const { best, waiting, since } = state.stage
  const at = retryTime(failure, failures, best?.reading.times.expiresAt, now, random)
  const failed: StartingState = { ...state, failures, failure, askAt: at, earliestAsk: at }
  // The first answer was old but good, and only the retry for a newer one failed.
  if (best && !waiting && !isBreach(judgeAgain(state, best, now).judgement.verdict))
    return settle(failed, best, now, random)
  const giveUp = () =>
    (state.options.onBreach === 'warn' ? useAnyway(failed, best, now, random) : undefined) ??
    refuse(failed, 'failure', now, best)
  if (failure.kind === 'permanent' || (failure.kind === 'doubtful' && failures > DOUBTFUL_TRIES)) return giveUp()
  if (waiting) return { state: failed, effects: [] }
  if (at >= since + patience(state.options)) return giveUp()
  const told = tellFailure(failed, at, now)
  return { state: { ...failed, failureToldAt: told.failureToldAt }, effects: told.effects }
}

/** A line at the first failure, and one a minute. */
function tellFailure(
  state: StartingState,
  retryAt: Instant,
  now: Instant,
): { effects: KeeperEffect[]; failureToldAt: Instant | undefined } {
  const { failure, failureToldAt, stage } = state
  if (!failure || (failureToldAt !== undefined && now - failureToldAt < LINE_MS)) return { effects: [], failureToldAt }
  return {
    effects: [{ kind: 'news', news: { kind: 'failed', at: now, failure, retryAt, held: stage.best } }],
    failureToldAt: now,
  }
}

function onTime(state: StartingState, now: Instant, random: Random): Transition {
  const { waiting, best, since } = state.stage
  if (!waiting) {
    if (now >= since + patience(state.options)) return refuse(state, 'failure', now, best)
    return ask(state, now)
  }
  if (best) {
    const again = judgeAgain(state, best, now)
    if (!isBreach(again.judgement.verdict)) return settle(state, again, now, random)
  }
  if (now >= waiting.until) return refuse(state, 'waited', now, best)
  if (now < waiting.lineAt) return ask(state, now)
  const news = {
    kind: 'still-waiting',
    at: now,
    reading: best?.reading,
    since: waiting.since,
    until: waiting.until,
  } as const
  const next = ask(
    { ...state, stage: { ...state.stage, waiting: { ...waiting, lineAt: waiting.lineAt + LINE_MS } } },
    now,
  )
  return { state: next.state, effects: [{ kind: 'news', news }, ...next.effects] }
}

/** Asks the source where it is time and nothing is under way. */
function ask(state: KeeperState, now: Instant = state.askAt ?? Number.NEGATIVE_INFINITY): Transition {
  if (state.inFlight || state.askAt === undefined || now < state.askAt) return { state, effects: [] }
  return { state: { ...state, inFlight: true, askAt: undefined }, effects: [{ kind: 'request' }] }
}

function patience({ onBreach: policy, maxWait }: KeeperState['options']): number {
  return policy === 'wait' ? maxWait : PATIENCE_MS
}

function noToken(reading: Parameters<typeof describeMalformed>[0] | undefined): RequestFailure {
  return { kind: 'doubtful', error: notAToken(reading) }
}

/** The error for a text that is not a token, for those who wait for one. */
export function notAToken(reading: Parameters<typeof describeMalformed>[0] | undefined): ClientError {
  return new ClientError('ERR_SOURCE_ANSWER', {
    message: `What the source returned is not an ID token${reading ? `: ${describeMalformed(reading)}` : ''}.`,
    hint: 'Look at what the source returned; an error page or an empty response is often mistaken for a token.',
  })
}

function refuse(state: StartingState, reason: Refusal['reason'], now: Instant, best: Held | undefined): Transition {
  const { failure, stage, options } = state
  const held = best && judgeAgain(state, best, now)
  const refusal: Refusal = {
    reason,
    at: now,
    reading: held?.reading,
    judgement: held?.judgement,
    waited: now - (stage.waiting?.since ?? stage.since),
    failure,
    sourceEndsAt: options.sourceEndsAt,
  }
  return {
    state: { ...state, stage: { phase: 'ended' }, askAt: undefined, inFlight: false },
    effects: [{ kind: 'refuse', refusal }],
  }
}
