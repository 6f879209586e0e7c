import type { History } from '@mintwell/evidence'
import type { PageView, RunRow, SupportCase, TokenView, VerdictView } from '../view/page-view.ts'
import { pageViewOf, type ReportOptions } from '../view/page-view-of.ts'
import type { ReportVerdict } from '../view/report-verdict.ts'

/** GitHub and Azure DevOps cut off longer texts. */
const MOST_RUNS = 200

/** The same as the page in Markdown, without the logs: for an issue, a mail or a job's summary. */
export function historyMarkdown(history: History, verdict: ReportVerdict | null, options: ReportOptions): string {
  const view = pageViewOf(history, verdict, options, { logBytes: 0, runs: MOST_RUNS })
  const blocks = [
    `# ${plain(view.title)}`,
    plain(view.subtitle),
    ...verdictBlocks(view.verdict),
    '## Runs',
    runTable(view.rows),
    ...view.leftOut.map(plain),
    ...tokenBlocks(view),
    ...view.support.flatMap(supportBlocks),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** Text in which nothing is Markdown or HTML (CommonMark 0.31, 2.4: any ASCII punctuation may be escaped). */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&').replace(/(?<=^|\s)(?:[-+]|\d+\.)(?=\s)/g, '\\$&')
}

function verdictBlocks({
  summary,
  mechanism,
  reasons,
  cures,
  experiment,
  reuses,
  drift,
}: VerdictView): readonly string[] {
  const seen = drift === null ? reuses : [...reuses, drift]
  return [
    `**${plain(summary)}**${mechanism === '' ? '' : ` Mechanism: ${plain(mechanism)}.`}`,
    ...list(
      'Why',
      reasons.map(({ text }) => text),
    ),
    ...list('What to do', cures, (index) => `${index + 1}.`),
    ...list('To be sure', experiment),
    ...list('What repeats', seen),
  ]
}

function list(
  title: string,
  entries: readonly string[],
  bullet: (index: number) => string = () => '-',
): readonly string[] {
  if (entries.length === 0) return []
  return [`### ${title}`, entries.map((entry, index) => `${bullet(index)} ${plain(entry)}`).join('\n')]
}

function runTable(rows: readonly RunRow[]): string {
  const cells = rows.map(({ label, started, result, tokens, age, left, codes }) => [
    label,
    started ?? '',
    [result, ...codes.map(({ text }) => text)].join(' '),
    tokens.map(({ letter }) => letter).join(' '),
    age ?? '',
    left ?? '',
  ])
  return table(['run', 'started (UTC)', 'result', 'token', 'its age', 'validity'], cells)
}

function tokenBlocks({ tokens }: PageView): readonly string[] {
  if (tokens.length === 0) return []
  const cells = tokens.map(({ letter, use, refused, minted, until, issuer, fingerprint }: TokenView) => [
    letter,
    refused === 0 ? use : `${use}, refused ×${refused}`,
    minted ?? '',
    until ?? '',
    issuer ?? '',
    fingerprint ?? '',
  ])
  return ['## Tokens', table(['token', 'use', 'minted', 'expires', 'issuer', 'SHA-256'], cells)]
}

function supportBlocks({ title, facts }: SupportCase): readonly string[] {
  return [
    `## For support: ${plain(title)}`,
    table(
      ['', ''],
      facts.map((fact) => [...fact]),
    ),
  ]
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`
  return [line(heads), `| ${heads.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n')
}
