import { formatDuration } from '@mintwell/clock'
import type { Receipt } from '@mintwell/token'
import type { RunRecord } from '../folds/run-record.ts'
import { answerOf, isRefused } from '../folds/totals.ts'
import { handedOver } from '../folds/waits.ts'
import { type Cell, type Column, layOut } from './lay-out.ts'
import { stepNames } from './step-names.ts'
import { between, summaryTable, type TableStyle, toneOf } from './summary.ts'

/** The long form: every token that was handed out, every exchange, and the runs. Empty tables are left out. All times are UTC. */
export function detailTables(runs: readonly RunRecord[], style: TableStyle): string {
  const receipts = runs.flatMap((run) => {
    const names = stepNames(run)
    return run.receipts.map((receipt) => ({ ...receipt, step: names(receipt.stage, receipt.job, receipt.step) }))
  })
  return [receiptTable(receipts, style), exchangeTable(runs, style), summaryTable(runs, style)]
    .filter((part) => part !== '')
    .join('\n')
}

const receiptColumns: readonly Column[] = [
  { head: 'run' },
  { head: 'token for step', shrinksTo: 16 },
  { head: 'source' },
  { head: 'minted' },
  { head: 'expires' },
  { head: 'age' },
  { head: 'remaining' },
  { head: 'verdict' },
  { head: 'also' },
  { head: 'fingerprint' },
]

/** A row a receipt; empty without any. */
export function receiptTable(receipts: readonly Receipt[], style: TableStyle): string {
  if (receipts.length === 0) return ''
  const rows = rowsOf(receipts).map(({ receipt, also }) => [
    { text: receipt.run ?? '' },
    { text: receipt.step ?? '' },
    { text: receipt.source },
    { text: shortTime(receipt.mintedAt) },
    { text: shortTime(receipt.expiresAt) },
    { text: between(receipt.mintedAt, receipt.at) },
    { text: between(receipt.at, receipt.expiresAt) },
    { text: receipt.verdict, tone: toneOf(receipt.verdict) },
    { text: [...receipt.findings.filter((finding) => finding !== receipt.verdict), ...also].join(', ') },
    { text: receipt.fingerprint.slice(0, 8) },
  ])
  return `${layOut(receiptColumns, rows, style)}\n`
}

/** The receipts in their order; the answers of a wait are one row. */
function rowsOf(
  receipts: readonly Receipt[],
): readonly { readonly receipt: Receipt; readonly also: readonly string[] }[] {
  const { receipts: left, waits } = handedOver(receipts)
  const waitOf = new Map(waits.map((wait) => [wait.first, wait]))
  const kept = new Set(left)
  return receipts.flatMap((receipt) => {
    const wait = waitOf.get(receipt)
    if (wait) return [{ receipt, also: [`waited ${formatDuration(wait.milliseconds)}`] }]
    return kept.has(receipt) ? [{ receipt, also: [] }] : []
  })
}

const exchangeColumns: readonly Column[] = [
  { head: 'run' },
  { head: 'exchange in step', shrinksTo: 16 },
  { head: 'by' },
  { head: 'at' },
  { head: 'answer' },
  { head: 'fingerprint' },
]

function exchangeTable(runs: readonly RunRecord[], style: TableStyle): string {
  const rows = runs.flatMap((run): readonly (readonly Cell[])[] => {
    const names = stepNames(run)
    return run.exchanges.map((exchange) => [
      { text: String(run.number) },
      { text: names(exchange.stage, exchange.job, exchange.step) },
      { text: exchange.purpose ?? '' },
      { text: shortTime(exchange.at) },
      { text: answerOf(exchange), tone: isRefused(exchange) ? 'bad' : 'good' },
      { text: exchange.fingerprint?.slice(0, 8) ?? '' },
    ])
  })
  return rows.length === 0 ? '' : `${layOut(exchangeColumns, rows, style)}\n`
}

/** `04-20 01:04:56`, as people read it. */
function shortTime(iso: string | null): string {
  return iso === null ? '?' : iso.slice(5, 19).replace('T', ' ')
}
