import type { Instant } from '@mintwell/clock'
import type { HistoryRun } from '@mintwell/evidence'
import { sayTimeOfDay } from '../text/say-time.ts'
import type { DriftPoint, DriftView } from './page-view.ts'
import { decisiveUse } from './run-rows.ts'
import type { SignedTokens } from './token-views.ts'

const DAY_MS = 86_400_000
/** Runs whose starts spread further over the day are not of one schedule. */
const WIDEST_MS = DAY_MS / 4
/** How far beyond the starts the end of a token is drawn still, in milliseconds. */
const NEAR_MS = 600_000
/** Fewer runs have no drift. */
const FEWEST = 3
/** Above this many runs the ends of tokens are a blur. */
const MOST_ENDS = 200

interface Start {
  readonly run: HistoryRun
  readonly at: Instant
  /** From the time of day of the first start, in milliseconds. */
  readonly offset: number
}

/** The start of each run within the day, and the end of its token; null where the runs are not of one daily schedule. */
export function driftView(runs: readonly HistoryRun[], signed: SignedTokens): DriftView | null {
  const first = runs.find(({ startedAt }) => startedAt !== null)?.startedAt ?? 0
  const starts = runs.flatMap((run): readonly Start[] =>
    run.startedAt === null ? [] : [{ run, at: run.startedAt, offset: withinDay(run.startedAt - first) }],
  )
  const [least, most] = rangeOf(starts.map(({ offset }) => offset))
  if (starts.length < FEWEST || most - least > WIDEST_MS) return null
  const ends = starts.length > MOST_ENDS ? [] : endsOf(starts, signed, first, [least - NEAR_MS, most + NEAR_MS])
  const [bottom, top] = padded(rangeOf([least, most, ...ends.map(({ offset }) => offset)]))
  const place = (index: number) => rounded(((index + 0.5) / starts.length) * 100)
  const height = (offset: number) => rounded(((top - offset) / (top - bottom)) * 100)
  return {
    top: sayTimeOfDay(first + top),
    bottom: sayTimeOfDay(first + bottom),
    points: starts.map(({ run, offset }, index): DriftPoint => {
      const isRefused = run.marks.some(({ kind }) => kind === 'refused')
      return { sign: isRefused ? 'r' : 'a', place: place(index), height: height(offset) }
    }),
    ends: ends.map(({ index, offset, colour }) => ({
      from: rounded((index / starts.length) * 100),
      width: rounded(100 / starts.length),
      height: height(offset),
      colour,
    })),
  }
}

/** The ends of the tokens that the runs used, where they lie near the starts. */
function endsOf(
  starts: readonly Start[],
  signed: SignedTokens,
  first: Instant,
  [from, until]: readonly [number, number],
): readonly { readonly index: number; readonly offset: number; readonly colour: number }[] {
  return starts.flatMap(({ run }, index) => {
    const token = decisiveUse(run, signed)?.token
    const sign = token === undefined ? undefined : signed.get(token.id)?.sign
    if (!sign || token?.expiresAt == null) return []
    const offset = withinDay(token.expiresAt - first)
    return offset < from || offset > until ? [] : [{ index, offset, colour: sign.colour }]
  })
}

/** A difference without its whole days, between minus and plus half a day. */
function withinDay(milliseconds: number): number {
  const rest = (((milliseconds + DAY_MS / 2) % DAY_MS) + DAY_MS) % DAY_MS
  return rest - DAY_MS / 2
}

function rangeOf(numbers: readonly number[]): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const number of numbers) {
    least = Math.min(least, number)
    most = Math.max(most, number)
  }
  return [least, most]
}

function padded([least, most]: readonly [number, number]): readonly [number, number] {
  const room = Math.max(1_000, (most - least) * 0.12)
  return [least - room, most + room]
}

function rounded(percent: number): number {
  return Math.round(percent * 100) / 100
}
