import type { Instant } from '@mintwell/clock'
import { usableUntil } from './judge-token.ts'
import type { KeeperEvent, KeeperOptions, KeeperState, Transition } from './keeper-state.ts'
import { mandatoryWindow, type Random } from './refresh-time.ts'
import { stepRunning, wakeRunning } from './running.ts'
import { stepStarting, wakeStarting } from './starting.ts'

/** The keeper before its first event, which is a tick. */
export function newKeeper(options: KeeperOptions, now: Instant): KeeperState {
  return {
    options,
    stage: { phase: 'starting', since: now, best: undefined, asksMade: 0, retriesLeft: RETRIES, waiting: undefined },
    inFlight: false,
    askAt: now,
    earliestAsk: now,
    failures: 0,
    failureToldAt: undefined,
    failure: undefined,
    seen: new Set(),
    rejected: new Set(),
  }
}

/** How often `retry` asks again, as Microsoft's own libraries do (`azure-pipelines-tasks-azure-arm-rest`: three times). */
const RETRIES = 3

/**
 * The freshness contract as a state machine (docs/policies.md): what happened, and when by the server's clock, gives the new state
 * and what is to be done. No I/O, no clock and no randomness of its own. Never has two requests under way, because `request` is wanted only while none is.
 *
 * @example
 * const { state, effects } = stepKeeper(newKeeper(options, now), { kind: 'tick' }, now, Math.random) // effects: [{kind: 'request'}]
 */
export function stepKeeper(state: KeeperState, event: KeeperEvent, now: Instant, random: Random): Transition {
  if (state.stage.phase === 'ended') return { state, effects: [] }
  if (event.kind === 'stop') return { state: ended(state), effects: [] }
  if (event.kind === 'clock-moved') return { state: moveClock(state, event.by), effects: [] }
  const arrived = event.kind === 'token' || event.kind === 'failed'
  const ready = arrived ? { ...state, inFlight: false } : state
  return state.stage.phase === 'starting'
    ? stepStarting({ ...ready, stage: state.stage }, event, now, random)
    : stepRunning({ ...ready, stage: state.stage }, event, now, random)
}

/** When the keeper needs its next tick; undefined for never. */
export function wakeTime(state: KeeperState): Instant | undefined {
  const { stage } = state
  if (stage.phase === 'ended') return undefined
  return stage.phase === 'starting' ? wakeStarting({ ...state, stage }) : wakeRunning({ ...state, stage })
}

/** What somebody who asks for the token gets: it, at once, or nothing before a request that is under way, or may be begun, has ended. */
export function canHandOut(state: KeeperState, now: Instant): boolean {
  const { stage } = state
  if (stage.phase !== 'running' || !stage.current) return false
  if (usableUntil(stage.current.reading) <= now) return false
  const left = stage.current.reading.times.expiresAt - now
  return left > mandatoryWindow(stage.current.reading.times) || !(state.inFlight || now >= state.earliestAsk)
}

function ended(state: KeeperState): KeeperState {
  return { ...state, stage: { phase: 'ended' }, askAt: undefined, inFlight: false }
}

/** Moves what was planned along with the clock, so that waits and pauses stay as long as they were. The tokens' own times are the server's and stay. */
function moveClock(state: KeeperState, by: number): KeeperState {
  const move = <T extends Instant | undefined>(instant: T) => (instant === undefined ? instant : instant + by) as T
  const { stage } = state
  const waiting = stage.phase === 'starting' && stage.waiting
  return {
    ...state,
    askAt: move(state.askAt),
    earliestAsk: move(state.earliestAsk),
    failureToldAt: move(state.failureToldAt),
    stage:
      stage.phase === 'starting'
        ? {
            ...stage,
            since: move(stage.since),
            waiting: waiting
              ? { since: move(waiting.since), until: move(waiting.until), lineAt: move(waiting.lineAt) }
              : undefined,
          }
        : stage.phase === 'running'
          ? { ...stage, rejectedAt: move(stage.rejectedAt) }
          : stage,
  }
}
