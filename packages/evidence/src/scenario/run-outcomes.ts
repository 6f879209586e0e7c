import { refusalCause } from '@mintwell/diagnose'
import { judge, type TokenReading } from '@mintwell/token'
import type { History, HistoryToken } from '../history/history.ts'
import { viewHistory } from '../judge/run-view.ts'
import type { RunOutcome } from './scenario.ts'

/** What came of each run's tokens, by the run's id: the same measure for what was seen and for what is played. */
export function outcomesOf(history: History): ReadonlyMap<string, RunOutcome> {
  const seen = new Set<string>()
  return new Map(
    viewHistory(history).runs.map(({ run, takings, refusals }) => {
      const verdicts = takings.flatMap(({ token, at }) => {
        const reading = token === null ? undefined : readingOf(token)
        if (token === null || reading === undefined) return []
        const comparedWith = { scope: 'history', count: seen.size } as const
        const { verdict } = judge(reading, {}, at, { fingerprints: seen, comparedWith })
        seen.add(token.id)
        return [verdict]
      })
      const codes = refusals.flatMap(({ mark }) => (mark.code !== null && isOfTokens(mark.code) ? [mark.code] : []))
      return [run.id, { verdicts: distinct(verdicts), codes: distinct(codes) }]
    }),
  )
}

/** Whether a code is a token service's answer to a token, and not what a program says that has none. */
function isOfTokens(code: string): boolean {
  return /^(?:AADSTS|HTTP )/.test(code) || refusalCause(code) !== undefined
}

function readingOf({
  id,
  issuer,
  subject,
  audience,
  mintedAt,
  notBefore,
  expiresAt,
}: HistoryToken): TokenReading | undefined {
  if (mintedAt === null || expiresAt === null) return undefined
  const times = { issuedAt: notBefore ?? mintedAt, notBefore, expiresAt, mintedAt, lifetime: expiresAt - mintedAt }
  const names = { issuer, subject, audience, tokenId: null, issuerKind: 'other' as const }
  return { kind: 'token', fingerprint: id, header: {}, claims: {}, ...names, times }
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort()
}
