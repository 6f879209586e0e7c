import type { HistoryToken } from '../history/history.ts'
import type { MechanismRule, RunFinding } from './rule.ts'
import { constantAgeOf, type HistoryView, NEW_MS, type Taking } from './run-view.ts'
import { sayInstant, sayMs, sayRun } from './say.ts'

/** A successor minted at most so long before the end of a token was minted because of that end. Measured once: 3 s (Microsoft Q&A 5866363). */
const ROTATION_MS = 60_000
/** Two answers this near to each other may be one, told twice. */
const ONE_ANSWER_MS = 10_000
/** A token is minted at most so long before the line that says it was taken: the login, and what the task prints before it. */
const MINT_BEFORE_LINE_MS = 30_000

/** The service gave out one token again and again until it was about to end. */
export const echo: MechanismRule = {
  mechanism: 'echo',
  // A clock that is off makes every token look old, and its times tell nothing of the others.
  judge: (view) =>
    constantAgeOf(view) === null
      ? [...byRepetition(view), ...bySuccessor(view), ...byEarlierRun(view), ...byAge(view)]
      : byRepetition(view),
}

const isBound = ({ lateBound }: Taking) => lateBound === 'used'
const isOld = ({ age }: Taking) => age !== null && age > NEW_MS

/** The same token, given to several runs or several requests of one. */
function byRepetition({ runs }: HistoryView): readonly RunFinding[] {
  return [...byToken(runs.flatMap(({ takings }) => takings).filter((taking) => !isBound(taking))).values()].flatMap(
    (takings) => {
      const first = takings[0] as Taking
      const again = takings.filter(({ at, run, mark }) => {
        const isOtherPlace = run !== first.run || mark.step !== first.mark.step || mark.job !== first.mark.job
        return at - first.at >= ONE_ANSWER_MS && (isOtherPlace || at - first.at >= ONE_ANSWER_MS)
      })
      const isCertain = first.token?.fingerprint !== null || takings.every(({ lateBound }) => lateBound === 'not-used')
      return again.map((taking) => {
        const where =
          taking.run === first.run
            ? `the same run at ${sayInstant(first.at)}`
            : `${sayRun(first.run)} at ${sayInstant(first.at)}`
        const text = `${sayRun(taking.run)} was given the token of ${where} again, ${sayMs(taking.at - first.at)} later${times(first.token)}.`
        return finding(taking, isCertain ? 'shown' : 'likely', text)
      })
    },
  )
}

/** A token that was minted within a minute before another one ended, where either was old when it was taken. */
function bySuccessor({ runs }: HistoryView): readonly RunFinding[] {
  const takings = runs.flatMap((run) => run.takings).filter((taking) => !isBound(taking) && taking.token !== null)
  const refused = runs
    .flatMap(({ refusals }) => refusals)
    .filter(({ cause, taking }) => cause === 'time' && !(taking && isBound(taking)))
  const ends = [...takings, ...refused].map(({ run, token, mark }) => ({ run, token, mark }))
  const seen = new Set<string>()
  return takings.flatMap((next) =>
    ends.flatMap(({ run, token: former, mark }): RunFinding[] => {
      const minted = next.token?.mintedAt ?? null
      const end = former?.expiresAt ?? null
      if (minted === null || end === null || former === null || former.id === next.token?.id) return []
      if (minted > end || end - minted > ROTATION_MS) return []
      const wasOld =
        isOld(next) ||
        takings.some((taking) => taking.token?.id === former.id && isOld(taking)) ||
        keptElsewhere(former, runs)
      const key = `${run.id} ${former.id}`
      if (!wasOld || seen.has(key)) return []
      seen.add(key)
      const text = `the next token was minted at ${sayInstant(minted)}, ${sayMs(end - minted)} before the one of ${sayRun(run)} expired (${sayInstant(end)}): a service that re-issues one token until shortly before it expires.`
      return [{ run: run.id, certainty: 'likely', reason: { text, run: run.id, at: mark.at } }]
    }),
  )
}

/** Whether a token was refused in a run that began long after its mint, so that the run was given an old one. */
function keptElsewhere(token: HistoryToken, runs: HistoryView['runs']): boolean {
  return runs.some(
    ({ run, refusals }) =>
      refusals.some((refusal) => refusal.token?.id === token.id) &&
      run.startedAt !== null &&
      token.mintedAt !== null &&
      run.startedAt - token.mintedAt > NEW_MS,
  )
}

/** A token that was minted when an earlier run asked for one. */
function byEarlierRun({ runs }: HistoryView): readonly RunFinding[] {
  const logins = runs.flatMap(({ takings }) => takings).filter((taking) => !isBound(taking))
  return runs.flatMap(({ refusals, takings }) => {
    const old = [
      ...refusals
        .filter(({ cause }) => cause === 'time')
        .map(({ token, taking, run, mark }) => ({ token, taking, run, mark })),
      ...takings.filter(isOld).map((taking) => ({ ...taking, taking })),
    ]
    return old.flatMap(({ token, taking, run, mark }): RunFinding[] => {
      const minted = token?.mintedAt ?? null
      if (minted === null || (taking !== null && isBound(taking))) return []
      const began = run.startedAt ?? mark.at
      const earlier = logins.find(
        (login) =>
          login.run !== run &&
          login.at < began - NEW_MS &&
          minted <= login.at + 5_000 &&
          login.at - minted <= MINT_BEFORE_LINE_MS,
      )
      if (earlier === undefined || began - minted <= NEW_MS) return []
      const text = `the token of ${sayRun(run)} was minted at ${sayInstant(minted)}, when ${sayRun(earlier.run)} asked for one (${sayInstant(earlier.at)}): ${sayRun(run)} was given it again.`
      return [{ run: run.id, certainty: 'likely', reason: { text, run: run.id, at: mark.at } }]
    })
  })
}

/** A token that was old when it was asked for, or when the run began that presented it. */
function byAge({ runs }: HistoryView): readonly RunFinding[] {
  return runs.flatMap(({ takings, refusals }) => [
    ...takings
      .filter((taking) => isOld(taking) && !isBound(taking) && !hadEnded(taking))
      .map((taking) => oldAt(taking, taking.at, taking.age ?? 0, taking.lateBound === 'not-used')),
    ...refusals.flatMap((refusal): RunFinding[] => {
      const { run, token, taking, cause } = refusal
      const minted = token?.mintedAt ?? null
      const at = taking?.at ?? run.startedAt
      // A taking that shows its token has said so already.
      if (cause !== 'time' || minted === null || at === null || taking?.token || taking?.lateBound === 'used') return []
      const isValid = token?.expiresAt === null || token?.expiresAt === undefined || token.expiresAt > at
      return at - minted > NEW_MS && isValid ? [oldAt(refusal, at, at - minted, taking?.lateBound === 'not-used')] : []
    }),
  ])
}

function oldAt({ run, mark }: Pick<Taking, 'run' | 'mark'>, at: number, age: number, isAsked: boolean): RunFinding {
  const text = isAsked
    ? `${sayRun(run)} asked for a token at ${sayInstant(at)} and was given one that was ${sayMs(age)} old; it was not late-bound.`
    : `the token of ${sayRun(run)} was already ${sayMs(age)} old at ${sayInstant(at)}, when the run took it.`
  return { run: run.id, certainty: isAsked ? 'likely' : 'possible', reason: { text, run: run.id, at: mark.at } }
}

/** No service re-issues what has ended. */
function hadEnded({ token, at }: Taking): boolean {
  return token?.expiresAt !== null && token?.expiresAt !== undefined && token.expiresAt <= at
}

function byToken(takings: readonly Taking[]): ReadonlyMap<string, Taking[]> {
  const groups = new Map<string, Taking[]>()
  for (const taking of takings.toSorted((a, b) => a.at - b.at)) {
    // A token without times or fingerprint is no more than its claims, which all tokens of a connection share.
    if (taking.token === null || (taking.token.fingerprint === null && taking.token.expiresAt === null)) continue
    groups.set(taking.token.id, [...(groups.get(taking.token.id) ?? []), taking])
  }
  return groups
}

function times(token: HistoryToken | null): string {
  const { notBefore = null, expiresAt = null } = token ?? {}
  return notBefore === null || expiresAt === null
    ? ''
    : ` (valid from ${sayInstant(notBefore)} to ${sayInstant(expiresAt)})`
}

function finding({ run, mark }: Taking, certainty: RunFinding['certainty'], text: string): RunFinding {
  return { run: run.id, certainty, reason: { text, run: run.id, at: mark.at } }
}
