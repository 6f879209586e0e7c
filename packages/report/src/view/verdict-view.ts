import { formatDuration } from '@mintwell/clock'
import type { History } from '@mintwell/evidence'
import { shown } from '../text/shown.ts'
import type { ResultTone, VerdictView } from './page-view.ts'
import type { ReportVerdict } from './report-verdict.ts'
import type { SignedTokens } from './token-views.ts'

/** What a verdict's sentences refer to. */
export interface VerdictContext {
  readonly signed: SignedTokens
  readonly anchorOf: (run: string) => string | null
}

/** A paragraph, not a page. */
const LONGEST_SENTENCE = 1_000
/** More of one kind are counted. */
const MOST_LISTED = 5

/** The verdict for the page; without one, what can be counted. */
export function viewOfVerdict(
  history: History,
  verdict: ReportVerdict | null,
  { signed, anchorOf }: VerdictContext,
): VerdictView {
  if (verdict === null) return counted(history)
  const sentences = (texts: readonly string[]) => texts.map((text) => shown(text, LONGEST_SENTENCE))
  return {
    tone: toneOf(verdict.mechanism),
    mechanism: shown(verdict.mechanism),
    summary: shown(verdict.summary, LONGEST_SENTENCE),
    reasons: reasonsOf(verdict, anchorOf),
    cures: sentences(verdict.cures),
    experiment: sentences(verdict.experiment),
    reuses: reusesOf(verdict, signed),
    drift: verdict.drift === null ? startsOf(history) : shown(verdict.drift, LONGEST_SENTENCE),
  }
}

/** Each reason once. */
function reasonsOf({ reasons }: ReportVerdict, anchorOf: VerdictContext['anchorOf']): VerdictView['reasons'] {
  const distinct = [...new Map(reasons.map((reason) => [reason.text, reason])).values()]
  const more = distinct.length - MOST_LISTED
  return [
    ...distinct.slice(0, MOST_LISTED).map(({ text, run }) => ({
      text: shown(text, LONGEST_SENTENCE),
      anchor: run === null ? null : anchorOf(run),
    })),
    ...(more > 0 ? [{ text: more === 1 ? '1 more like these.' : `${more} more like these.`, anchor: null }] : []),
  ]
}

function reusesOf({ reuses }: ReportVerdict, signed: SignedTokens): readonly string[] {
  const more = reuses.length - MOST_LISTED
  return [
    ...reuses.slice(0, MOST_LISTED).map(({ token, text }) => {
      const letter = signed.get(token)?.sign.letter
      return letter === undefined ? shown(text) : `Token ${letter}: ${shown(text)}`
    }),
    ...(more > 0 ? [`${more === 1 ? '1 more token was' : `${more} more tokens were`} given out more than once.`] : []),
  ]
}

function toneOf(mechanism: string): ResultTone {
  if (mechanism === 'none') return 'good'
  return mechanism === 'unknown' ? 'warning' : 'bad'
}

function counted(history: History): VerdictView {
  const refused = history.runs.filter(({ marks }) => marks.some(({ kind }) => kind === 'refused')).length
  const failed = history.runs.filter(({ result }) => result === 'failed').length
  const of = history.runs.length === 1 ? 'the run' : `${history.runs.length} runs`
  const summary =
    refused > 0
      ? `A token was refused in ${history.runs.length === 1 ? of : `${refused} of ${of}`}.`
      : failed > 0
        ? `${failed} of ${of} failed; no token was refused.`
        : `No token was refused in ${of}.`
  const tone = refused > 0 ? 'bad' : failed > 0 ? 'warning' : 'good'
  const nothing = { reasons: [], cures: [], experiment: [], reuses: [] }
  return { tone, mechanism: '', summary, ...nothing, drift: startsOf(history) }
}

/** How far apart the runs started. */
function startsOf({ runs }: History): string | null {
  const starts = runs.flatMap(({ startedAt }) => startedAt ?? [])
  const apart = starts.slice(1).map((start, index) => start - (starts[index] ?? start))
  if (apart.length === 0 || apart.some((each) => each <= 0)) return null
  const least = apart.reduce((a, b) => Math.min(a, b))
  const most = apart.reduce((a, b) => Math.max(a, b))
  const [from, until] = [formatDuration(least), formatDuration(most)]
  return from === until ? `The runs started ${from} apart.` : `The runs started ${from} to ${until} apart.`
}
