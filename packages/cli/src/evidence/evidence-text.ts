import { formatDuration } from '@mintwell/clock'
import type { History, HistoryMechanism, HistoryRun, HistoryToken } from '@mintwell/evidence'
import { layOut, type Tone } from '@mintwell/record'
import { foreignText } from '@mintwell/token'
import type { ProseStyle } from '../run/run-output.ts'
import { wrapText } from '../wrap-text.ts'
import type { JudgedEvidence, JudgedHistory } from './read-evidence.ts'
import { supportLines } from './support-lines.ts'

/** As many runs as are shown; the report has them all. */
const MOST_RUNS = 40
const MOST_CURES = 4

const TONES: Readonly<Partial<Record<HistoryMechanism, Tone>>> = { none: 'good', unknown: 'warning' }

/** The evidence for a terminal: the verdict with its reasons first, then a row a run, then what support asks for. */
export function evidenceText({ pipelines, unrelated }: JudgedEvidence, style: ProseStyle): string {
  const [main, ...others] = pipelines
  if (main === undefined) return ''
  const parts = [textOf(main, style)]
  if (others.length > 0)
    parts.push(
      list(
        'Other pipelines in what was given',
        others.map((other) => `${nameOf(other)}: ${other.verdict.summary}`),
        style,
      ),
    )
  if (unrelated.length > 0) {
    const files = unrelated.length === 1 ? `${unrelated[0]} has` : `${unrelated.length} files have`
    parts.push(foreignText(`${files} nothing of a pipeline or a token.`))
  }
  return `${parts.join('\n\n')}\n`
}

function textOf({ history, verdict }: JudgedHistory, style: ProseStyle): string {
  const { mechanism, summary, reasons, cures, experiment, drift, reuses } = verdict
  const mechanisms = new Map(verdict.runs.map(({ run, mechanism: explained }) => [run, explained]))
  const sections = [
    style.paint(
      wrapText(foreignText(summary), '', style.proseWidth ?? Number.POSITIVE_INFINITY),
      TONES[mechanism] ?? 'bad',
    ),
    list(
      'Why',
      reasons.map(({ text }) => text),
      style,
    ),
    list('What to do', cures.slice(0, MOST_CURES), style, true),
    list('What would decide', experiment, style),
    runTable(history, mechanisms, style),
    list(
      'Tokens',
      [
        ...reuses.map(({ token, text }) => `${text}: ${describeToken(history.tokens, token)}`),
        ...(drift === null ? [] : [drift]),
      ],
      style,
    ),
    list('What support asks for', supportLines(history), style),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function list(heading: string, lines: readonly string[], { proseWidth }: ProseStyle, isNumbered = false): string {
  if (lines.length === 0) return ''
  const items = lines.map((line, index) => {
    const lead = `  ${isNumbered ? `${index + 1}.` : '-'} `
    return wrapText(foreignText(line), ' '.repeat(lead.length), proseWidth ?? Number.POSITIVE_INFINITY, lead)
  })
  return [heading, ...items].join('\n')
}

function runTable(
  { runs, tokens }: History,
  mechanisms: ReadonlyMap<string, HistoryMechanism>,
  style: ProseStyle,
): string {
  if (runs.length === 0) return ''
  const columns = [
    { head: 'RUN', shrinksTo: 12 },
    { head: 'STARTED' },
    { head: 'RESULT', shrinksTo: 7 },
    { head: 'MINTED' },
    { head: 'AGE' },
    { head: 'REFUSED', shrinksTo: 12 },
    { head: 'BECAUSE' },
  ]
  // The runs that fail are the ones to see, and those right before them.
  const shown = runs.length <= MOST_RUNS ? runs : runs.slice(-MOST_RUNS)
  const rows = shown.map((run) => rowOf(run, tokens, mechanisms.get(run.id) ?? 'none'))
  const left = runs.length - shown.length
  return `${layOut(columns, rows, style)}${left > 0 ? `\n… and ${left} earlier runs` : ''}`
}

function rowOf(run: HistoryRun, tokens: readonly HistoryToken[], mechanism: HistoryMechanism) {
  const refused = run.marks.filter(({ kind }) => kind === 'refused')
  const taken = run.marks.filter(({ kind }) => kind === 'taken')
  const mark = taken.find(({ token }) => token !== null) ?? refused.find(({ token }) => token !== null)
  const minted = tokens.find(({ id }) => id === mark?.token)?.mintedAt ?? null
  const at = taken.find(({ token }) => token === mark?.token)?.at ?? taken[0]?.at
  const codes = [...new Set(refused.map(({ code }) => code ?? 'refused'))].join(', ')
  return [
    { text: run.id },
    { text: shortMomentOf(run.startedAt) },
    { text: run.result ?? '?', tone: run.result === 'failed' ? ('bad' as const) : ('plain' as const) },
    { text: shortMomentOf(minted) },
    { text: minted === null || at === undefined ? '' : formatDuration(Math.max(0, at - minted)) },
    { text: codes, tone: codes === '' ? ('plain' as const) : ('bad' as const) },
    { text: mechanism === 'none' ? '' : mechanism },
  ]
}

function momentOf(instant: number | null): string {
  return instant === null ? '' : new Date(instant).toISOString().slice(0, 19).replace('T', ' ')
}

/** Month, day, hours and minutes, as the tables of runs have them; the list of tokens has the whole. */
function shortMomentOf(instant: number | null): string {
  return momentOf(instant).slice(5, 16)
}

function describeToken(tokens: readonly HistoryToken[], id: string): string {
  const token = tokens.find((each) => each.id === id)
  if (token === undefined) return id
  const { notBefore, mintedAt, expiresAt, fingerprint } = token
  const name = fingerprint === null ? '' : `, fingerprint ${fingerprint.slice(0, 12)}…`
  return `valid from ${momentOf(notBefore ?? mintedAt)} to ${momentOf(expiresAt)} UTC${name}`
}

function nameOf({ history }: JudgedHistory): string {
  const { pipeline, runs } = history
  return (
    pipeline ??
    (runs.length === 1 ? `run ${runs[0]?.id}` : `${runs.length} runs from ${runs[0]?.id} to ${runs.at(-1)?.id}`)
  )
}
