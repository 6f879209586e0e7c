import type { Instant } from '@mintwell/clock'
import type { Held } from './held.ts'
import type { KeeperEffect, KeeperState, Starting, Transition } from './keeper-state.ts'
import { type Random, refreshTime } from './refresh-time.ts'

/** Between two requests at least this, in milliseconds, whatever caused them. */
export const PAUSE_MS = 1_000

/** Hands out the first token, unless the job token ends before the budget and so before the last refresh that it would need. */
export function accept(
  state: KeeperState & { readonly stage: Starting },
  held: Held,
  now: Instant,
  random: Random,
): Transition {
  const { options } = state
  const { sourceEndsAt, contract, onBreach } = options
  const budgetEnd = now + (contract.budget ?? 0)
  const lasts = Math.max(held.reading.times.expiresAt, sourceEndsAt ?? Number.POSITIVE_INFINITY)
  if (lasts < budgetEnd && onBreach !== 'warn') {
    const refusal = {
      reason: 'source-ends',
      at: now,
      reading: held.reading,
      judgement: held.judgement,
      waited: now - state.stage.since,
      failure: undefined,
      sourceEndsAt,
    } as const
    return { state: { ...state, stage: { phase: 'ended' }, askAt: undefined }, effects: [{ kind: 'refuse', refusal }] }
  }
  // Taken although the last request failed: then what that one asked to wait is kept to.
  const earliestAsk = Math.max(now + PAUSE_MS, state.earliestAsk)
  const askAt = Math.max(refreshTime(held.reading.times, contract, now, random), earliestAsk)
  const effects: KeeperEffect[] = [
    { kind: 'hand-out', held },
    { kind: 'news', news: { kind: 'taken', at: now, held } },
    ...sourceEndNews(options.sourceEndsAt, held, askAt, now),
  ]
  const stage = {
    phase: 'running',
    current: held,
    next: undefined,
    endTold: false,
    echoTold: false,
    rejectedAt: undefined,
  } as const
  return {
    state: { ...state, stage, askAt, earliestAsk, failures: 0, failure: undefined, failureToldAt: undefined },
    effects,
  }
}

/** Warns where this is the last token, because the source ends before the next refresh. */
export function sourceEndNews(
  sourceEndsAt: Instant | undefined,
  held: Held,
  askAt: Instant,
  now: Instant,
): readonly KeeperEffect[] {
  if (sourceEndsAt === undefined || askAt < sourceEndsAt || held.reading.times.expiresAt <= sourceEndsAt) return []
  return [{ kind: 'news', news: { kind: 'source-ends', at: now, sourceEndsAt, held } }]
}
