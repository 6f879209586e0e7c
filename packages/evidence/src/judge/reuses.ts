import type { TokenReuse } from '../history/history-verdict.ts'
import type { HistoryView, Taking } from './run-view.ts'
import { sayMs } from './say.ts'

/** Two answers this near to each other may be one, told twice. */
const ONE_ANSWER_MS = 10_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** The tokens that were taken more than once, the one taken most often first. */
export function reusesOf({ runs }: HistoryView): readonly TokenReuse[] {
  const byToken = new Map<string, Taking[]>()
  for (const taking of runs.flatMap(({ takings }) => takings)) {
    const { token } = taking
    if (token === null || (token.fingerprint === null && token.expiresAt === null)) continue
    byToken.set(token.id, [...(byToken.get(token.id) ?? []), taking])
  }
  return [...byToken]
    .map(([token, takings]) => reuseOf(token, distinct(takings)))
    .filter(({ times }) => times > 1)
    .sort((a, b) => b.times - a.times)
}

function distinct(takings: readonly Taking[]): readonly Taking[] {
  const kept: Taking[] = []
  for (const taking of takings.toSorted((a, b) => a.at - b.at)) {
    const last = kept.at(-1)
    if (last === undefined || last.run !== taking.run || taking.at - last.at >= ONE_ANSWER_MS) kept.push(taking)
  }
  return kept
}

function reuseOf(token: string, takings: readonly Taking[]): TokenReuse {
  const firstAt = takings.at(0)?.at ?? 0
  const lastAt = takings.at(-1)?.at ?? 0
  const span = lastAt - firstAt
  // Over hours nobody reads the seconds.
  const said = sayMs(span >= HOUR_MS ? Math.floor(span / MINUTE_MS) * MINUTE_MS : span)
  return {
    token,
    times: takings.length,
    runs: [...new Set(takings.map(({ run }) => run.id))],
    firstAt,
    lastAt,
    text: `same token ×${takings.length} over ${said}`,
  }
}
