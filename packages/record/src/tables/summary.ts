import { formatDuration } from '@mintwell/clock'
import { findingNames, isBreach, type Receipt, type Verdict } from '@mintwell/token'
import type { RunRecord } from '../folds/run-record.ts'
import { isRefused, refusalsOf, totalsOf } from '../folds/totals.ts'
import { handedOver } from '../folds/waits.ts'
import { type Cell, type Column, layOut, type Paint, type Tone } from './lay-out.ts'
import { stepNames } from './step-names.ts'

/** How tables are written. */
export interface TableStyle {
  /** Characters of a line. */
  readonly width: number
  readonly paint: Paint
}

/** The width that is assumed where nobody can say: a pipe, a file. */
export const USUAL_WIDTH = 100

/** No colours. */
export const plainPaint: Paint = (text) => text

/** One row a run, and a last line with the totals. All times are UTC. */
export function summaryTable(runs: readonly RunRecord[], style: TableStyle): string {
  const withTokens = runs.some(({ receipts }) => receipts.length > 0)
  const columns: readonly Column[] = [
    { head: 'run' },
    { head: 'queued (UTC)' },
    { head: 'result' },
    ...(withTokens ? [{ head: 'token age' }, { head: 'remaining' }, { head: 'verdict' }] : []),
    { head: 'note', shrinksTo: 12 },
  ]
  const rows = runs.map((run) => [
    { text: String(run.number) },
    { text: run.queuedAt.slice(5, 16).replace('T', ' ') },
    resultCell(run),
    ...(withTokens ? tokenCells(tellingReceipt(run)) : []),
    noteOf(run),
  ])
  return `${layOut(columns, rows, style)}\n\n${totalsLine(runs)}\n`
}

/** The totals in a line: `3 runs: 2 succeeded, 1 failed. Tokens: 2 fresh, 1 expiring. Refused: AADSTS700024.` */
export function totalsLine(runs: readonly RunRecord[]): string {
  const { failed, unfinished, verdicts, refusals } = totalsOf(runs)
  const results = [
    [runs.length - failed - unfinished, 'succeeded'],
    [failed, 'failed'],
    [unfinished, 'canceled'],
  ] as const
  const parts = [
    `${count(runs.length, 'run')}: ${results
      .filter(([number]) => number > 0)
      .map(([number, word]) => `${number} ${word}`)
      .join(', ')}.`,
  ]
  const tokens = Object.entries(verdicts).map(([verdict, number]) => `${number} ${verdict}`)
  if (tokens.length > 0) parts.push(`Tokens: ${tokens.join(', ')}.`)
  const refused = Object.entries(refusals).map(([what, number]) => (number === 1 ? what : `${what} (${number} times)`))
  if (refused.length > 0) parts.push(`Refused: ${refused.join(', ')}.`)
  return parts.join(' ')
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

function resultCell({ result }: RunRecord): Cell {
  const tones = { succeeded: 'good', succeededWithIssues: 'warning', failed: 'bad', canceled: 'warning' } as const
  if (result === null) return { text: 'unfinished', tone: 'warning' }
  // The word of the REST API is wider than a column of eighty characters can pay for.
  if (result === 'succeededWithIssues') return { text: 'issues', tone: 'warning' }
  return { text: result, tone: result === 'skipped' ? 'plain' : tones[result] }
}

/** The receipt that says most of a run: of the token that was refused, else the one with the worst verdict that a step was left with. */
function tellingReceipt({ receipts: all, exchanges }: RunRecord): Receipt | undefined {
  const { receipts } = handedOver(all)
  const refused = new Set(exchanges.filter(isRefused).map(({ fingerprint }) => fingerprint))
  const candidates = receipts.filter(({ fingerprint }) => refused.has(fingerprint))
  const rank = (verdict: Verdict) => (verdict === 'fresh' ? findingNames.length : findingNames.indexOf(verdict))
  return (candidates.length > 0 ? candidates : [...receipts]).toSorted((a, b) => rank(a.verdict) - rank(b.verdict))[0]
}

function tokenCells(receipt: Receipt | undefined): readonly Cell[] {
  if (!receipt) return [{ text: '' }, { text: '' }, { text: '' }]
  return [
    { text: between(receipt.mintedAt, receipt.at) },
    { text: between(receipt.at, receipt.expiresAt) },
    { text: receipt.verdict, tone: toneOf(receipt.verdict) },
  ]
}

/** The colour of a verdict. */
export function toneOf(verdict: Verdict): Tone {
  if (verdict === 'fresh') return 'good'
  return isBreach(verdict) ? 'bad' : 'warning'
}

/** From one instant to another, for people; `?` where one is unknown. */
export function between(from: string | null, to: string | null): string {
  return from === null || to === null ? '?' : formatDuration(Date.parse(to) - Date.parse(from))
}

/** What there is to say of a run: what went wrong, or how long its steps waited for their tokens. */
function noteOf(run: RunRecord): Cell {
  const error = errorOf(run)
  if (error !== '') return { text: error, tone: 'bad' }
  const waited = handedOver(run.receipts).waits.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return { text: waited === 0 ? '' : `waited ${formatDuration(waited)}` }
}

/** What went wrong in a run: the first refusal, else the first error of a failed step. */
function errorOf(run: RunRecord): string {
  if (run.result === 'succeeded') return ''
  const [refusal] = refusalsOf(run)
  if (refusal !== undefined) return refusal
  const names = stepNames(run)
  for (const { name, jobs } of run.stages)
    for (const job of jobs)
      for (const step of job.steps) {
        if (step.result !== 'failed') continue
        const message = step.issues.find(({ type }) => type === 'error')?.message.split('\n')[0] ?? 'failed'
        return `${names(name, job.name, step.id)}: ${message}`
      }
  return ''
}
