import type { Instant } from '@mintwell/clock'
import type { History, HistoryRun } from '@mintwell/evidence'
import { axisAroundStart } from '../scale/time-axis.ts'
import { sayMinute, sayTime } from '../text/say-time.ts'
import { shown } from '../text/shown.ts'
import { anchors } from './anchors.ts'
import { tokensOf, validityOf } from './bars.ts'
import { driftView } from './drift-view.ts'
import { linesPerStep } from './log-budget.ts'
import type { PageView, VerdictView } from './page-view.ts'
import type { ReportVerdict } from './report-verdict.ts'
import { runDetail } from './run-details.ts'
import { runRow, zeroOf } from './run-rows.ts'
import { supportCases } from './support-cases.ts'
import { type SignedTokens, signTokens, tokenViews } from './token-views.ts'
import { viewOfVerdict } from './verdict-view.ts'

/** What a page is made with besides the history and its verdict. */
export interface ReportOptions {
  /** When the page is made. */
  readonly madeAt: Instant
  /** The heading, instead of the pipeline's name. */
  readonly title?: string
}

/** How much of a history is shown. */
export interface ViewLimits {
  /** Of the logs, in bytes of the page. */
  readonly logBytes: number
  /** The oldest runs beyond are left out. */
  readonly runs: number
}

/** More rows of tokens are not read. */
const MOST_TOKENS = 500

/** A history as what a page shows. Pure: the same history gives the same view. */
export function pageViewOf(
  history: History,
  verdict: ReportVerdict | null,
  options: ReportOptions,
  limits: ViewLimits,
): PageView {
  const runs = history.runs.slice(-limits.runs)
  const shownHistory: History = { ...history, runs }
  const signed = signTokens(history)
  const axis = axisAroundStart(offsetsOf(runs, signed))
  const cap = linesPerStep(shownHistory, limits.logBytes)
  const runAnchors = new Map(runs.map(({ id }, index) => [id, anchors.run(index)]))
  const mechanisms = new Map(verdict?.runs.map(({ run, mechanism }) => [run, mechanism]))
  const anchorOf = (run: string) => runAnchors.get(run) ?? null
  const tokens = tokenViews(shownHistory, signed)
  return {
    title: shown(options.title ?? history.pipeline ?? 'Pipeline'),
    subtitle: subtitleOf(history, options.madeAt),
    verdict: viewOfVerdict(shownHistory, verdict, { signed, anchorOf }) satisfies VerdictView,
    tokens: tokens.slice(0, MOST_TOKENS),
    rows: runs.map((run, index) =>
      runRow(run, runs[index - 1], {
        signed,
        axis,
        anchor: anchors.run(index),
        mechanism: mechanisms.get(run.id),
      }),
    ),
    details: runs.map((run, index) => runDetail(run, { signed, anchor: anchors.run(index), cap })),
    axis: axis.ticks,
    start: axis.place(0),
    drift: driftView(runs, signed),
    support: supportCases(shownHistory, signed),
    leftOut: leftOutOf(history.runs.length - runs.length, tokens.length),
  }
}

/** How far from the start of its run everything lies that the picture shows. */
function offsetsOf(runs: readonly HistoryRun[], signed: SignedTokens): readonly number[] {
  return runs.flatMap((run) => {
    const zero = zeroOf(run)
    if (zero === null) return []
    const ends = tokensOf(run, signed).flatMap((token) => Object.values(validityOf(token)))
    const instants = [...ends, ...run.marks.map(({ at }) => at)]
    return instants.flatMap((instant) => (instant === null ? [] : [instant - zero]))
  })
}

function subtitleOf({ runs }: History, madeAt: Instant): string {
  const starts = runs.flatMap(({ startedAt }) => startedAt ?? [])
  const count = runs.length === 1 ? '1 run' : `${runs.length} runs`
  const first = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = starts.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const span =
    starts.length === 0 ? '' : first === last ? `, ${sayMinute(first)}` : `, ${sayMinute(first)} to ${sayMinute(last)}`
  return `${count}${span}. All times are UTC. Made ${sayTime(madeAt)} by mintwell.`
}

function leftOutOf(runs: number, tokens: number): readonly string[] {
  return [
    ...(runs > 0 ? [runs === 1 ? 'The oldest run is left out.' : `The ${runs} oldest runs are left out.`] : []),
    ...(tokens > MOST_TOKENS ? [`${tokens - MOST_TOKENS} more tokens are not in the table.`] : []),
  ]
}
