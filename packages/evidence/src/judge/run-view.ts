import type { Instant } from '@mintwell/clock'
import { type RefusalCause, refusalCause } from '@mintwell/diagnose'
import type { History, HistoryRun, HistoryToken, TokenMark } from '../history/history.ts'

/** A token that a step took: how old it was then. */
export interface Taking {
  readonly run: HistoryRun
  readonly mark: TokenMark
  /** By the services' clock, where the agent's is known to be off. */
  readonly at: Instant
  readonly token: HistoryToken | null
  /** Between its mint and its taking, in milliseconds; null where nothing tells when it was minted. */
  readonly age: number | null
  /** How the task came by it. */
  readonly lateBound: 'used' | 'enabled' | 'not-used' | null
}

/** A token that was refused, and where the run had it from, as far as that can be told. */
export interface SeenRefusal {
  readonly run: HistoryRun
  readonly mark: TokenMark
  readonly at: Instant
  readonly cause: RefusalCause | undefined
  readonly token: HistoryToken | null
  readonly taking: Taking | null
}

/** One run as the rules see it. */
export interface RunView {
  readonly run: HistoryRun
  readonly takings: readonly Taking[]
  readonly refusals: readonly SeenRefusal[]
  /** How far the agent's clock is behind that of the services, in milliseconds; 0 where nothing tells. */
  readonly clockBehind: number
}

/** A whole history as the rules see it. */
export interface HistoryView {
  readonly history: History
  readonly runs: readonly RunView[]
}

/** A token is new when it is taken so long after its mint: a login takes some seconds, and its line may come after it. */
export const NEW_MS = 120_000
/** A token of the future, or a clock that is off by more, is no matter of seconds and rounding. */
export const CLOCK_MS = 60_000

/** Looks at a history run by run: ages, clocks, and which refusal is of which taking. */
export function viewHistory(history: History): HistoryView {
  const tokens = new Map(history.tokens.map((token) => [token.id, token]))
  return { history, runs: history.runs.map((run) => viewRun(run, tokens)) }
}

function viewRun(run: HistoryRun, tokens: ReadonlyMap<string, HistoryToken>): RunView {
  const clockBehind = clockBehindOf(run)
  const tokenOf = ({ token }: TokenMark) => (token === null ? null : (tokens.get(token) ?? null))
  const takings = run.marks
    .filter(({ kind }) => kind === 'taken')
    .map((mark): Taking => {
      const token = tokenOf(mark)
      const at = mark.at + clockBehind
      const age = token?.mintedAt === null || token?.mintedAt === undefined ? null : at - token.mintedAt
      return { run, mark, at, token, age, lateBound: boundnessOf(run, mark) }
    })
  const refusals = run.marks
    .filter(({ kind }) => kind === 'refused')
    .map((mark): SeenRefusal => {
      const token = tokenOf(mark)
      const at = mark.serviceAt ?? mark.at + clockBehind
      const cause = causeOf(mark, token, at)
      return { run, mark, at, cause, token, taking: takingOfRefusal(mark, token, takings) }
    })
  return { run, takings, refusals, clockBehind }
}

/** AADSTS700024 is the refusal of a token that has ended and of one that has not begun. */
function causeOf({ code }: TokenMark, token: HistoryToken | null, at: Instant): RefusalCause | undefined {
  const cause = refusalCause(code ?? '')
  return cause === 'time' && token?.notBefore !== null && token?.notBefore !== undefined && at < token.notBefore
    ? 'early'
    : cause
}

function boundnessOf(run: HistoryRun, mark: TokenMark): Taking['lateBound'] {
  if (mark.source === 'late-bound') return 'used'
  if (mark.source === 'oidc') return 'not-used'
  const steps = run.jobs.flatMap((job) => job.steps)
  return steps.find(({ job, step }) => job === mark.job && step === mark.step)?.lateBound ?? null
}

/** The lines of an agent come at the instant of what they say or later; where refusals are stamped well before the service says that they were, its clock is behind. */
function clockBehindOf({ marks }: HistoryRun): number {
  const gaps = marks.flatMap(({ kind, at, serviceAt }) =>
    kind === 'refused' && serviceAt !== null ? [serviceAt - at] : [],
  )
  const least = gaps.length === 0 ? 0 : Math.min(...gaps)
  return least >= CLOCK_MS ? least : 0
}

/** Where a refused token was taken: the taking of that very token; of those whose token is unknown that in the same step, else that at the mint of the token, else the last before it. */
function takingOfRefusal(mark: TokenMark, token: HistoryToken | null, takings: readonly Taking[]): Taking | null {
  const before = takings.filter((taking) => taking.mark.at <= mark.at)
  const same = token === null ? undefined : before.findLast((taking) => taking.token?.id === token.id)
  if (same) return same
  const candidates = before.filter((taking) => taking.token === null || token === null)
  const minted = token?.mintedAt ?? null
  const isOfStep = (taking: Taking) => taking.mark.step === mark.step && taking.mark.job === mark.job
  return (
    candidates.findLast((taking) => minted !== null && Math.abs(taking.at - minted) <= NEW_MS) ??
    candidates.findLast(isOfStep) ??
    candidates.at(-1) ??
    null
  )
}

/** Ages of tokens from a clock that is off are all the same, to so many milliseconds. */
const SPREAD_MS = 30_000
/** No clock that anybody keeps is off by more. */
const MOST_CLOCK_MS = 7_200_000
const FEWEST_TOKENS = 2

/** How old every token was when it was taken, where that is the same for several tokens and old: then a clock is off. Null where it is not so. */
export function constantAgeOf({ runs }: HistoryView): number | null {
  const takings = runs
    .flatMap((run) => run.takings)
    .filter(({ age, lateBound }) => age !== null && lateBound !== 'used')
  const ages = takings.map(({ age }) => age ?? 0)
  const tokens = new Set(takings.map(({ token }) => token?.id))
  const least = Math.min(...ages)
  if (tokens.size < FEWEST_TOKENS || tokens.size !== takings.length || least <= NEW_MS || least > MOST_CLOCK_MS)
    return null
  return Math.max(...ages) - least <= SPREAD_MS ? least : null
}
