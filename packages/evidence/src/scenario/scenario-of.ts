import { issuerKind } from '@mintwell/token'
import type { History, HistoryToken } from '../history/history.ts'
import type { HistoryVerdict } from '../history/history-verdict.ts'
import { type HistoryView, NEW_MS, type RunView, viewHistory } from '../judge/run-view.ts'
import { faultsOf } from './faults-of-run.ts'
import { outcomesOf } from './run-outcomes.ts'
import type { Scenario, ScenarioRun } from './scenario.ts'

/** What the issuers' tokens live for where nobody changed it, in seconds: Entra's a day, Azure DevOps' own ten minutes. */
const USUAL_LIFETIME = { entra: 86_400, ado: 600 } as const
/** Below it a token is one of minutes, as Azure DevOps' own issuer makes them, in seconds. */
const SHORT_LIVED_SECONDS = 7_200
/** A run asks for its token about so long after its start, in milliseconds. */
const ASKS_AFTER_MS = 2_000

/**
 * What the lab has to be told to play what a history shows.
 *
 * @example scenarioOf(history, classify(history)).runs[0]?.faults // ['echo:before=3s']
 */
export function scenarioOf(history: History, verdict: HistoryVerdict): Scenario {
  const view = viewHistory(history)
  const outcomes = outcomesOf(history)
  const runs = view.runs.flatMap((run): ScenarioRun[] => {
    const at = run.run.startedAt ?? run.takings[0]?.mark.at ?? run.refusals[0]?.mark.at ?? null
    if (at === null) return []
    const seen = outcomes.get(run.run.id) ?? { verdicts: [], codes: [] }
    return [{ id: run.run.id, at, faults: faultsOf(run, view, verdict), gapSeconds: gapOf(run), seen }]
  })
  const { issuer, lifetime } = issuerOf(view)
  return {
    schema: 1,
    pipeline: history.pipeline,
    mechanism: verdict.mechanism,
    issuer,
    idTokenLifetimeSeconds: issuer !== null && lifetime === USUAL_LIFETIME[issuer] ? null : lifetime,
    runs: [...runBefore(view, runs), ...runs],
    unplayed: unplayedOf(view, verdict),
  }
}

/** Under echo the first run that was seen may have had a token of an earlier one, which nobody kept a log of: a run that makes it. */
function runBefore({ runs }: HistoryView, played: readonly ScenarioRun[]): readonly ScenarioRun[] {
  const [first] = played
  const token =
    runs[0]?.takings.find(({ lateBound }) => lateBound !== 'used')?.token ?? runs[0]?.refusals[0]?.token ?? null
  if (first === undefined || token?.mintedAt === null || token?.mintedAt === undefined) return []
  const isEchoed = first.faults.some((fault) => fault.startsWith('echo'))
  if (!isEchoed || first.at - token.mintedAt <= NEW_MS) return []
  return [
    { id: 'the run before', at: token.mintedAt - ASKS_AFTER_MS, faults: first.faults, gapSeconds: null, seen: null },
  ]
}

function gapOf({ takings, refusals, run }: RunView): number | null {
  const used = [
    ...refusals.map(({ mark }) => mark.at),
    ...run.marks.filter(({ kind }) => kind === 'accepted').map(({ at }) => at),
  ]
  const taken = takings[0]?.mark.at ?? null
  if (taken === null || used.length === 0) return null
  return Math.max(0, Math.round((Math.max(...used) - taken) / 1_000))
}

/** Who issues, and for how long: what most tokens that were asked for say. Whole minutes, since clocks and rounding take seconds. */
function issuerOf({ runs }: HistoryView): { readonly issuer: Scenario['issuer']; readonly lifetime: number | null } {
  const asked = runs.flatMap(({ takings }) =>
    takings.filter(({ lateBound }) => lateBound !== 'used').flatMap(({ token }) => token ?? []),
  )
  const refused = runs.flatMap(({ refusals }) => refusals.flatMap(({ token }) => token ?? []))
  const bound = runs.flatMap(({ takings }) => takings.flatMap(({ token }) => token ?? []))
  const known = [asked, refused, bound].find((tokens) => tokens.some(isTimed))?.find(isTimed)
  if (known === undefined || known.expiresAt === null || known.mintedAt === null)
    return { issuer: null, lifetime: null }
  const lifetime = Math.round((known.expiresAt - known.mintedAt) / 60_000) * 60
  const kind = issuerKind(known.issuer, known.subject)
  const issuer =
    kind === 'entra' ? 'entra' : kind === 'azure-devops' || lifetime < SHORT_LIVED_SECONDS ? 'ado' : 'entra'
  return { issuer, lifetime: asked.some(isTimed) ? lifetime : null }
}

function isTimed({ mintedAt, expiresAt }: HistoryToken): boolean {
  return mintedAt !== null && expiresAt !== null
}

function unplayedOf({ runs }: HistoryView, { mechanism }: HistoryVerdict): readonly string[] {
  const untimed = runs.filter(
    ({ run, takings, refusals }) => run.startedAt === null && takings.length + refusals.length === 0,
  ).length
  return [
    ...(mechanism === 'spent' ? ['the lab has no party that takes a token once'] : []),
    ...(untimed > 0 ? [`${untimed} runs have no time at which they started`] : []),
  ]
}
