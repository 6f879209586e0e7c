import type { History } from '@mintwell/evidence'

/** The history of one session, and its number in the folder of the report. */
export interface SessionHistory {
  readonly number: number
  readonly history: History
}

/**
 * Sessions as one history, in their order. A run's number is its own in its session alone: of several sessions, run 3 of session 2 is `2.3`.
 *
 * @example joinSessions([{ number: 1, history }]).runs[0]?.id // '1'
 */
export function joinSessions(sessions: readonly SessionHistory[]): History {
  const isAlone = sessions.length === 1
  const pipelines = new Set(sessions.flatMap(({ history }) => history.pipeline ?? []))
  const tokens = new Map(sessions.flatMap(({ history }) => history.tokens.map((token) => [token.id, token])))
  return {
    pipeline: pipelines.size === 0 ? null : [...pipelines].join(', '),
    runs: sessions.flatMap(({ number, history }) =>
      history.runs.map((run) => (isAlone ? run : { ...run, id: `${number}.${run.id}` })),
    ),
    tokens: [...tokens.values()],
  }
}
