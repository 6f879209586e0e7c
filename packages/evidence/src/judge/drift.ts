import type { Instant } from '@mintwell/clock'
import type { History, HistoryToken } from '../history/history.ts'
import type { TokenReuse } from '../history/history-verdict.ts'

const DAY_MS = 86_400_000
/** Runs whose starts lie this near to the same time of day are of one schedule. */
const SAME_TIME_MS = 3_600_000
const FEWEST_RUNS = 2

/** How the daily starts lie to each other, and to the time of day at which a re-issued token ends; null where the runs are not daily. */
export function driftOf({ runs, tokens }: History, reuses: readonly TokenReuse[]): string | null {
  const starts = runs.flatMap(({ startedAt }) => startedAt ?? []).sort((a, b) => a - b)
  const daily = starts.filter((start, index) => index === 0 || isDayApart(start, starts[index - 1] as Instant))
  if (daily.length < FEWEST_RUNS || daily.length < starts.length / 2) return null
  const first = daily[0] as Instant
  const apart = daily.map((start) => offset(start, first))
  const [least, greatest] = [Math.min(...apart), Math.max(...apart)]
  const span = `${daily.length} runs a day apart started between ${clockOf(first + least)} and ${clockOf(first + greatest)} UTC`
  const end = endOf(tokens, reuses)
  return end === null ? `${span}.` : `${span}; the re-issued token expires at ${clockOf(end)} UTC.`
}

function isDayApart(later: Instant, earlier: Instant): boolean {
  const gap = later - earlier
  return gap > SAME_TIME_MS && Math.abs(offset(later, earlier)) <= SAME_TIME_MS
}

/** How far the time of day of one instant is from that of another, at most half a day either way. */
function offset(instant: Instant, other: Instant): number {
  const gap = (((instant - other) % DAY_MS) + DAY_MS) % DAY_MS
  return gap > DAY_MS / 2 ? gap - DAY_MS : gap
}

function endOf(tokens: readonly HistoryToken[], reuses: readonly TokenReuse[]): Instant | null {
  return tokens.find(({ id }) => id === reuses[0]?.token)?.expiresAt ?? null
}

function clockOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(11, 19)
}
