import { experiment } from '@mintwell/diagnose'
import type { History } from '../history/history.ts'
import type {
  HistoryMechanism,
  HistoryVerdict,
  MechanismFinding,
  VerdictCertainty,
  VerdictReason,
} from '../history/history-verdict.ts'
import { curesOf, explained } from './cures-of.ts'
import { driftOf } from './drift.ts'
import { reusesOf } from './reuses.ts'
import type { MechanismRule, RunFinding } from './rule.ts'
import { ruleList } from './rule-list.ts'
import { type HistoryView, type RunView, viewHistory } from './run-view.ts'
import { summaryOf } from './summary.ts'

/** As many reasons as people read; the findings have them all. */
const MOST_REASONS = 8

const RANK: Readonly<Record<VerdictCertainty, number>> = { shown: 2, likely: 1, possible: 0 }

interface Found extends RunFinding {
  readonly mechanism: MechanismRule['mechanism']
}

interface RunVerdict {
  readonly mechanism: HistoryMechanism
  readonly certainty: VerdictCertainty
  readonly isRefused: boolean
}

/**
 * Tells what explains a history: the mechanism, how sure that is, what it rests on, what to do, and what would decide where the history does not.
 *
 * @example classify(historyOfRecord(envelopes)).mechanism
 */
export function classify(history: History): HistoryVerdict {
  const view = viewHistory(history)
  const found = ruleList.flatMap(({ mechanism, judge }) =>
    judge(view).map((finding): Found => ({ ...finding, mechanism })),
  )
  const sure = new Set(found.filter((finding) => finding.certainty !== 'possible').map((finding) => finding.mechanism))
  const runs = view.runs.map((run) => ({ run: run.run.id, ...explainRun(run, found, sure) }))
  const { mechanism, certainty } = decide(runs)
  const findings = findingsOf(found, mechanism)
  const reuses = reusesOf(view)
  const isOpen =
    mechanism === 'unknown' || (certainty === 'possible' && ['echo', 'late-bound', 'both'].includes(mechanism))
  return {
    mechanism,
    certainty,
    summary: summaryOf(mechanism, certainty, view, reuses),
    reasons: reasonsOf(mechanism, certainty, findings, view),
    findings,
    runs: runs.map(({ run, mechanism: explained }) => ({ run, mechanism: explained })),
    reuses,
    drift: driftOf(history, reuses),
    cures: mechanism === 'none' ? [] : curesOf(mechanism, certainty, view),
    experiment: isOpen && isAboutTime(view) ? experiment : [],
  }
}

/**
 * What explains one run: what is surest; late-bound and echo in one run are both. Where several are possible it is the one that other runs show, else unknown.
 *
 * @param shown the mechanisms that any run of the history shows
 */
function explainRun({ run, refusals }: RunView, all: readonly Found[], shown: ReadonlySet<string>): RunVerdict {
  const found = all.filter((finding) => finding.run === run.id)
  const isRefused = refusals.some(({ cause, mark }) => cause !== undefined || /^AADSTS/.test(mark.code ?? ''))
  const sure = (name: string) =>
    found.some(({ mechanism, certainty }) => mechanism === name && certainty !== 'possible')
  if (sure('late-bound') && sure('echo')) return { mechanism: 'both', certainty: 'likely', isRefused }
  const best = found.toSorted((a, b) => RANK[b.certainty] - RANK[a.certainty])[0]
  if (best === undefined)
    return { mechanism: isRefused ? 'unknown' : 'none', certainty: isRefused ? 'possible' : 'likely', isRefused }
  const rivals = new Set(
    found.filter(({ certainty }) => certainty === best.certainty).map(({ mechanism }) => mechanism),
  )
  const isOpen = best.certainty === 'possible' && (rivals.size > 1 || best.mechanism === 'echo')
  if (!isOpen) return { mechanism: best.mechanism, certainty: best.certainty, isRefused }
  const elsewhere = [...rivals].filter((mechanism) => shown.has(mechanism))
  const [only] = elsewhere
  if (only !== undefined && elsewhere.length === 1) return { mechanism: only, certainty: 'likely', isRefused }
  return { mechanism: 'unknown', certainty: 'possible', isRefused }
}

/** The verdict of the whole: of the runs that were refused, else of those that something was found in; the surest, and of these the most frequent. */
function decide(runs: readonly RunVerdict[]): {
  readonly mechanism: HistoryMechanism
  readonly certainty: VerdictCertainty
} {
  const refused = runs.filter(({ isRefused }) => isRefused)
  const counted = (refused.length > 0 ? refused : runs).filter(({ mechanism }) => mechanism !== 'none')
  const votes = new Map<HistoryMechanism, { certainty: VerdictCertainty; count: number }>()
  for (const { mechanism, certainty } of counted) {
    const known = votes.get(mechanism)
    const surest = known && RANK[known.certainty] > RANK[certainty] ? known.certainty : certainty
    votes.set(mechanism, { certainty: surest, count: (known?.count ?? 0) + 1 })
  }
  const [winner] = [...votes]
    .filter(([mechanism]) => mechanism !== 'unknown' || votes.size === 1)
    .sort(([, a], [, b]) => RANK[b.certainty] - RANK[a.certainty] || b.count - a.count)
  if (winner !== undefined) return { mechanism: winner[0], certainty: winner[1].certainty }
  return { mechanism: 'none', certainty: 'likely' }
}

function findingsOf(found: readonly Found[], decided: HistoryMechanism): readonly MechanismFinding[] {
  const findings = ruleList.flatMap(({ mechanism }): MechanismFinding[] => {
    const own = found
      .filter((finding) => finding.mechanism === mechanism)
      .toSorted((a, b) => RANK[b.certainty] - RANK[a.certainty])
    const [surest] = own
    if (surest === undefined) return []
    return [
      {
        mechanism,
        certainty: surest.certainty,
        runs: [...new Set(own.map(({ run }) => run))],
        reasons: reasonsIn(own, surest.certainty),
      },
    ]
  })
  return findings.toSorted(
    (a, b) =>
      Number(isPart(b.mechanism, decided)) - Number(isPart(a.mechanism, decided)) ||
      RANK[b.certainty] - RANK[a.certainty],
  )
}

/** What is only possible adds nothing where something is surer. */
function reasonsIn(found: readonly Found[], surest: VerdictCertainty): readonly VerdictReason[] {
  const weighty = found.filter(({ certainty }) => surest === 'possible' || certainty !== 'possible')
  return [...new Map(weighty.map(({ reason }) => [reason.text, reason])).values()]
}

function isPart(mechanism: MechanismFinding['mechanism'], decided: HistoryMechanism): boolean {
  return mechanism === decided || (decided === 'both' && (mechanism === 'late-bound' || mechanism === 'echo'))
}

function reasonsOf(
  mechanism: HistoryMechanism,
  certainty: VerdictCertainty,
  findings: readonly MechanismFinding[],
  { runs }: HistoryView,
): readonly VerdictReason[] {
  const own = findings.filter((finding) => isPart(finding.mechanism, mechanism)).flatMap(({ reasons }) => reasons)
  if (own.length > 0) return own.slice(0, MOST_REASONS)
  if (mechanism === 'unknown') {
    const open = findings.flatMap(({ reasons }) => reasons)
    return (open.length > 0 ? open : meaningsOf(runs)).slice(0, MOST_REASONS)
  }
  const known = runs.flatMap(({ takings }) => takings).filter(({ age }) => age !== null)
  const oldest = Math.max(0, ...known.map(({ age }) => age ?? 0))
  if (known.length === 0 || certainty === 'possible') return []
  return [
    {
      text: `the oldest of ${known.length} tokens was ${Math.round(oldest / 1_000)} s old when it was taken.`,
      run: null,
      at: null,
    },
  ]
}

/** What the codes mean that were refused, each once. */
function meaningsOf(runs: HistoryView['runs']): readonly VerdictReason[] {
  const byCode = new Map(runs.flatMap(({ refusals }) => refusals).map((refusal) => [refusal.mark.code, refusal]))
  return [...byCode.values()].flatMap((refusal): VerdictReason[] => {
    const { run, mark } = refusal
    const meaning = mark.text !== null && /no ID token/.test(mark.text) ? mark.text : explained(refusal)?.meaning
    return meaning === undefined
      ? []
      : [{ text: `in run ${run.id}: ${mark.code}: ${meaning}`, run: run.id, at: mark.at }]
  })
}

function isAboutTime({ runs }: HistoryView): boolean {
  return runs.some(({ refusals }) => refusals.length === 0 || refusals.some(({ cause }) => cause === 'time'))
}
