import { formatDuration, type Instant } from '@mintwell/clock'
import type { HistoryRun, HistoryToken, TokenMark } from '@mintwell/evidence'
import type { TimeAxis } from '../scale/time-axis.ts'
import { sayLeft, sayMinute } from '../text/say-time.ts'
import { shown } from '../text/shown.ts'
import { anchorOfMark } from './anchors.ts'
import { barsOf, marksOf, tokensOf } from './bars.ts'
import type { ResultTone, RunRow } from './page-view.ts'
import type { SignedTokens } from './token-views.ts'

/** The row of a run in the picture. */
export function runRow(
  run: HistoryRun,
  before: HistoryRun | undefined,
  { signed, axis, anchor, mechanism }: RowContext,
): RunRow {
  const tokens = tokensOf(run, signed)
  const zero = zeroOf(run)
  const decisive = decisiveUse(run, signed)
  const since = sinceOf(run, before)
  return {
    anchor,
    label: shown(run.id, 60),
    started: zero === null ? null : sayMinute(zero),
    since: since === null ? null : formatDuration(since),
    result: run.result ?? 'unfinished',
    tone: toneOf(run.result),
    codes: codesOf(run, anchor),
    mechanism: mechanism === undefined || mechanism === 'none' ? null : shown(mechanism),
    tokens: tokens.flatMap(({ id }) => signed.get(id)?.sign ?? []),
    age: decisive?.age == null ? null : formatDuration(decisive.age),
    left: decisive?.left == null ? null : sayLeft(decisive.left),
    isLate: decisive?.left != null && decisive.left < 0,
    bars: zero === null ? [] : barsOf(tokens, signed, axis, zero),
    marks: zero === null ? [] : marksOf(run.marks, axis, zero),
  }
}

/** What a row needs besides its run. */
export interface RowContext {
  readonly signed: SignedTokens
  readonly axis: TimeAxis
  readonly anchor: string
  readonly mechanism: string | undefined
}

/** From when a run's times count: its start, or the first thing that is known of it. */
export function zeroOf({ startedAt, marks }: HistoryRun): Instant | null {
  return startedAt ?? marks[0]?.at ?? null
}

/** The use of a token that decides how a run fares: its first refusal, else the last time that a token was presented, else the last time that one was taken. */
export interface DecisiveUse {
  readonly mark: TokenMark
  readonly token: HistoryToken
  readonly at: Instant
  /** In milliseconds, of the token; null where its times are not known. */
  readonly age: number | null
  readonly left: number | null
}

/** Finds the decisive use; undefined where a run did nothing with a token that is known. */
export function decisiveUse({ marks }: HistoryRun, signed: SignedTokens): DecisiveUse | undefined {
  const known = marks.filter(({ token }) => token !== null && signed.get(token) !== undefined)
  const mark =
    known.find(({ kind }) => kind === 'refused') ?? known.findLast(({ kind }) => kind !== 'taken') ?? known.at(-1)
  const token = mark?.token == null ? undefined : signed.get(mark.token)?.token
  if (!mark || !token) return undefined
  // A service refuses by its own clock.
  const at = mark.serviceAt ?? mark.at
  const begin = token.mintedAt ?? token.notBefore
  return {
    mark,
    token,
    at,
    age: begin === null ? null : at - begin,
    left: token.expiresAt === null ? null : token.expiresAt - at,
  }
}

/** A result's colour. */
export function toneOf(result: HistoryRun['result']): ResultTone {
  if (result === 'succeeded') return 'good'
  if (result === 'failed') return 'bad'
  return result === 'succeededWithIssues' || result === 'canceled' ? 'warning' : 'plain'
}

/** More are not written out in a row. */
const MOST_CODES = 3

function codesOf(run: HistoryRun, anchor: string): RunRow['codes'] {
  const refusals = run.marks.filter(({ kind }) => kind === 'refused')
  const firsts = [...new Map(refusals.toReversed().map((mark) => [mark.code ?? 'refused', mark])).entries()].reverse()
  const more = firsts.length - MOST_CODES
  return [
    ...firsts
      .slice(0, MOST_CODES)
      .map(([code, mark]) => ({ text: shown(code, 60), anchor: anchorOfMark(run, mark, anchor) })),
    ...(more > 0 ? [{ text: `${more} more`, anchor }] : []),
  ]
}

/** Runs of two labs have clocks of their own: what lies further apart than this, or goes back, is no interval. */
const LONGEST_INTERVAL_MS = 60 * 86_400_000

function sinceOf(run: HistoryRun, before: HistoryRun | undefined): number | null {
  if (!before || run.startedAt === null || before.startedAt === null) return null
  const since = run.startedAt - before.startedAt
  return since > 0 && since <= LONGEST_INTERVAL_MS ? since : null
}
