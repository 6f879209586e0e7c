import type { MechanismRule, RunFinding } from './rule.ts'
import { CLOCK_MS, constantAgeOf, type HistoryView, NEW_MS, type RunView } from './run-view.ts'
import { sayInstant, sayMs, sayRun } from './say.ts'

/** Ages of tokens from a clock that is off are all the same, to so many milliseconds. */
const SPREAD_MS = 30_000

/** A clock is off: a token came from the future, or had ended when it was made. */
export const clockSkew: MechanismRule = {
  mechanism: 'clock-skew',
  judge: (view) => [...byRuns(view), ...byConstantAge(view)],
}

function byRuns({ runs }: HistoryView): readonly RunFinding[] {
  return runs.flatMap((view) => [...byRefusal(view), ...byFuture(view), ...byEndedAtOnce(view), ...byStamps(view)])
}

/** Tokens that are all different and all of the same age: no cache makes them so. */
function byConstantAge(view: HistoryView): readonly RunFinding[] {
  const age = constantAgeOf(view)
  if (age === null) return []
  return view.runs.flatMap(({ run, takings }) =>
    takings
      .filter((taking) => taking.age !== null)
      .map(({ mark }) => {
        const text = `each token is another one, and each was ${sayMs(age)} old when it was taken, as in ${sayRun(run)}: the clock of their issuer is behind, or the agent’s ahead.`
        return { run: run.id, certainty: 'likely', reason: { text, run: run.id, at: mark.at } } as const
      }),
  )
}

function byRefusal({ refusals }: RunView): readonly RunFinding[] {
  return refusals
    .filter(({ cause }) => cause === 'early')
    .map(({ run, mark, at, token }) => {
      const begun = token?.notBefore ?? null
      const early = begun === null ? 'before it began' : `${sayMs(begun - at)} before it began (${sayInstant(begun)})`
      const text = `in ${sayRun(run)} the token was presented ${early}, by the clock of the service that refused it.`
      return { run: run.id, certainty: 'likely', reason: { text, run: run.id, at: mark.at } } as const
    })
}

function byFuture({ takings, refusals }: RunView): readonly RunFinding[] {
  return takings
    .filter(({ age }) => age !== null && age < -CLOCK_MS)
    .map(({ run, mark, age }) => {
      const text = `in ${sayRun(run)} the token was minted ${sayMs(age ?? 0)} after the log says that it was taken: the agent’s clock is behind, or the issuer’s ahead.`
      const certainty = refusals.some(({ cause }) => cause === 'time') ? 'possible' : 'likely'
      return { run: run.id, certainty, reason: { text, run: run.id, at: mark.at } } as const
    })
}

/** A short-lived token that had ended before it was taken, and was not late-bound: the issuer's clock is behind. Every one is off by the same. */
function byEndedAtOnce({ takings, refusals, run }: RunView): readonly RunFinding[] {
  const ended = refusals.flatMap(({ cause, token, taking, mark }) => {
    const minted = token?.mintedAt ?? null
    const end = token?.expiresAt ?? null
    if (cause !== 'time' || taking === null || minted === null || end === null) return []
    if (taking.lateBound === 'used' || taking.lateBound === 'enabled') return []
    const isShort = end - minted <= 3_600_000
    return isShort && end <= taking.at + CLOCK_MS ? [{ behind: taking.at - minted, mark }] : []
  })
  const [first] = ended
  const areAlike = takings.every(({ age }) => age === null || Math.abs(age - (first?.behind ?? 0)) <= SPREAD_MS)
  if (first === undefined || !areAlike || first.behind <= NEW_MS) return []
  const text = `in ${sayRun(run)} the token had expired when it was taken, ${sayMs(first.behind)} after the mint that it names: no service issues an expired token, so the clock of its issuer is slow, or the agent’s fast.`
  return [{ run: run.id, certainty: 'likely', reason: { text, run: run.id, at: first.mark.at } }]
}

function byStamps({ run, clockBehind, refusals }: RunView): readonly RunFinding[] {
  if (clockBehind === 0) return []
  const text = `in ${sayRun(run)} the agent’s clock is ${sayMs(clockBehind)} behind that of the service that refused.`
  const at = refusals[0]?.mark.at ?? null
  return [{ run: run.id, certainty: 'possible', reason: { text, run: run.id, at } }]
}
