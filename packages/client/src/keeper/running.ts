import type { Instant } from '@mintwell/clock'
import { effectiveContract } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import { PAUSE_MS, sourceEndNews } from './accept.ts'
import { retryTime } from './back-off.ts'
import type { Held, RequestFailure } from './held.ts'
import { judgeToken, maturity, usableUntil } from './judge-token.ts'
import type { KeeperEffect, KeeperEvent, KeeperState, Running, Transition } from './keeper-state.ts'
import { mandatoryWindow, pollTime, type Random, refreshTime } from './refresh-time.ts'
import { DOUBTFUL_TRIES, LINE_MS, notAToken } from './starting.ts'

type RunningState = KeeperState & { readonly stage: Running }

/** Two rejections closer than this, in milliseconds, are one trouble: the second waits as after a failure. */
const REJECTIONS_APART_MS = 60_000

/** One event while a token is handed out. */
export function stepRunning(state: RunningState, event: KeeperEvent, now: Instant, random: Random): Transition {
  switch (event.kind) {
    case 'token':
      return follow(onToken(state, event.token, now, random), now)
    case 'failed':
      return follow(onFailure(state, event.failure, now, random), now)
    case 'rejected':
      return follow(onRejected(state, event.fingerprint, now, random), now)
    case 'asked':
      return follow(onAsked(state, now), now)
    default:
      return follow({ state, effects: [] }, now)
  }
}

/** When the next tick is due. */
export function wakeRunning({ stage, options, inFlight, askAt }: RunningState): Instant | undefined {
  if (!options.background) return undefined
  const times: Instant[] = []
  if (!inFlight && askAt !== undefined) times.push(askAt)
  if (stage.next) times.push(maturity(stage.next))
  if (stage.current && !stage.endTold) times.push(usableUntil(stage.current.reading))
  return times.length === 0 ? undefined : Math.min(...times)
}

/** What time alone brings, after any event: a token that has become valid, the end of one, a request that is due. */
function follow({ state, effects }: Transition, now: Instant): Transition {
  if (state.stage.phase !== 'running') return { state, effects }
  const { stage } = state
  let next: RunningState = { ...state, stage }
  const more: KeeperEffect[] = []
  const { current } = stage
  const currentEnded = current === undefined || usableUntil(current.reading) <= now
  // Nobody may have asked for so long that the one that waited has ended too.
  const waits = stage.next !== undefined && usableUntil(stage.next.reading) > now
  if (stage.next && !waits) next = { ...next, stage: { ...next.stage, next: undefined } }
  if (stage.next && waits && (currentEnded || maturity(stage.next) <= now)) {
    const held = stage.next
    next = { ...next, stage: { ...next.stage, current: held, next: undefined, endTold: false, echoTold: false } }
    more.push({ kind: 'hand-out', held }, { kind: 'news', news: { kind: 'refreshed', at: now, held } })
  } else if (current && currentEnded && !stage.endTold) {
    next = { ...next, stage: { ...next.stage, endTold: true } }
    more.push({ kind: 'news', news: { kind: 'ended', at: now, held: current, failure: state.failure } })
  }
  if (next.options.background && !next.inFlight && next.askAt !== undefined && now >= next.askAt) {
    next = { ...next, inFlight: true, askAt: undefined }
    more.push({ kind: 'request' })
  }
  return { state: next, effects: [...effects, ...more] }
}

function onToken(state: RunningState, token: string, now: Instant, random: Random): Transition {
  const { reading, held, seen } = judgeToken(state, token, now)
  if (reading.kind === 'malformed' || !held) {
    return onFailure(
      { ...state, seen },
      { kind: 'doubtful', error: notAToken(reading.kind === 'malformed' ? reading : undefined) },
      now,
      random,
    )
  }
  if (state.rejected.has(held.reading.fingerprint))
    return onFailure({ ...state, seen }, { kind: 'transient', error: rejectedAgain() }, now, random)
  if (held.judgement.verdict === 'expired')
    return onFailure({ ...state, seen }, { kind: 'transient', error: endedAtBirth(held, now) }, now, random)
  const { current } = state.stage
  const recovered: KeeperEffect[] =
    state.failures === 0 ? [] : [{ kind: 'news', news: { kind: 'recovered', at: now, after: state.failures } }]
  const after: RunningState = {
    ...state,
    seen,
    failures: 0,
    failure: undefined,
    failureToldAt: undefined,
    earliestAsk: now + PAUSE_MS,
  }
  if (current && held.reading.times.expiresAt <= current.reading.times.expiresAt)
    return notRotated(after, current, recovered, now, random)
  const askAt = refreshTime(held.reading.times, state.options.contract, now, random)
  if (held.judgement.verdict === 'not-yet-valid' && current && usableUntil(current.reading) > now) {
    return { state: { ...after, askAt, stage: { ...state.stage, next: held } }, effects: recovered }
  }
  const stage: Running = { ...state.stage, current: held, next: undefined, endTold: false, echoTold: false }
  const effects: KeeperEffect[] = [
    { kind: 'hand-out', held },
    ...recovered,
    { kind: 'news', news: { kind: 'refreshed', at: now, held } },
    ...sourceEndNews(state.options.sourceEndsAt, held, askAt, now),
  ]
  return { state: { ...after, askAt, stage }, effects }
}

/** The source gave nothing that lasts longer: the old token is kept, and asked for anew the sooner the less it has left. */
function notRotated(
  state: RunningState,
  current: Held,
  recovered: KeeperEffect[],
  now: Instant,
  random: Random,
): Transition {
  const { times } = current.reading
  const { contract } = state.options
  const late = times.expiresAt - now <= effectiveContract(contract, times.lifetime).minRemaining
  const askAt = late ? pollTime(times.expiresAt, now, random) : refreshTime(times, contract, now, random)
  const news = { kind: 'not-rotated', at: now, held: current } as const
  const told: KeeperEffect[] = state.stage.echoTold || !state.options.refreshable ? [] : [{ kind: 'news', news }]
  // A clock that was wrong may have let it seem to have ended.
  const stage: Running = {
    ...state.stage,
    echoTold: true,
    endTold: state.stage.endTold && usableUntil(current.reading) <= now,
  }
  // Callers that ask meanwhile get what there is: a request for each would change nothing.
  return { state: { ...state, askAt, earliestAsk: askAt, stage }, effects: [...recovered, ...told] }
}

function onFailure(state: RunningState, failure: RequestFailure, now: Instant, random: Random): Transition {
  const failures = state.failures + 1
  const { current } = state.stage
  const kind = failure.kind === 'doubtful' && failures > DOUBTFUL_TRIES ? 'permanent' : failure.kind
  const at = retryTime({ ...failure, kind }, failures, current?.reading.times.expiresAt, now, random)
  const tell = state.failureToldAt === undefined || now - state.failureToldAt >= LINE_MS
  const effects: KeeperEffect[] = tell
    ? [{ kind: 'news', news: { kind: 'failed', at: now, failure, retryAt: at, held: current } }]
    : []
  return {
    state: { ...state, failures, failure, askAt: at, earliestAsk: at, failureToldAt: tell ? now : state.failureToldAt },
    effects,
  }
}

/** Compare and swap: only the token that is handed out now is swapped out; an older one has been already. */
function onRejected(state: RunningState, fingerprint: string, now: Instant, random: Random): Transition {
  const rejected = new Set([...state.rejected, fingerprint])
  const { current, rejectedAt } = state.stage
  if (current?.reading.fingerprint !== fingerprint) return { state: { ...state, rejected }, effects: [] }
  const again = rejectedAt !== undefined && now - rejectedAt < REJECTIONS_APART_MS
  const failures = again ? state.failures + 1 : state.failures
  const at = again
    ? retryTime({ kind: 'transient', error: undefined }, failures, undefined, now, random)
    : Math.max(now, state.earliestAsk)
  const effects: KeeperEffect[] = [{ kind: 'news', news: { kind: 'rejected', at: now, fingerprint } }]
  const stage: Running = { ...state.stage, current: undefined, rejectedAt: now }
  const next = { ...state, rejected, failures, stage, askAt: at, earliestAsk: at }
  if (next.inFlight || now < at) return { state: next, effects }
  return { state: { ...next, inFlight: true, askAt: undefined }, effects: [...effects, { kind: 'request' }] }
}

/** Begins a refresh where it is due, or where the token has too little left to be handed out without looking for a newer one. */
function onAsked(state: RunningState, now: Instant): Transition {
  const { current } = state.stage
  const left = current ? current.reading.times.expiresAt - now : 0
  const due =
    (state.askAt !== undefined && now >= state.askAt) || !current || left <= mandatoryWindow(current.reading.times)
  if (!due || state.inFlight || now < state.earliestAsk) return { state, effects: [] }
  return { state: { ...state, inFlight: true, askAt: undefined }, effects: [{ kind: 'request' }] }
}

function rejectedAgain(): ClientError {
  return new ClientError('ERR_SOURCE_ANSWER', {
    message: 'The source returned the token that a service has just refused.',
    hint: 'Read the refusal: `mintwell explain` says what it means. A new token will not cure a wrong issuer, subject or audience.',
  })
}

function endedAtBirth(held: Held, now: Instant): ClientError {
  const late = Math.round((now - held.reading.times.expiresAt) / 1_000)
  return new ClientError('ERR_SOURCE_ANSWER', {
    message: `The token that the source returned had expired ${late} s earlier, by the server’s clock.`,
    hint: 'The clock of the issuer, or of the process that renews the token, is slow.',
  })
}
