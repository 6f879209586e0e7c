import { formatDuration, parseInstant } from '@mintwell/clock'
import type { ExchangeRecord, RunRecord } from './record.ts'

/** Lays out rows under their heads, columns parted by two spaces. */
export function layOut(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(heads), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')
}

/** Shows the instant of an ISO text as people read it: `04-20 01:04:56`. */
function short(iso: string | null): string {
  return iso === null ? '?' : iso.slice(5, 19).replace('T', ' ')
}

function ageOf(later: string, earlier: string | null): string {
  const to = parseInstant(later)
  const from = earlier === null ? undefined : parseInstant(earlier)
  return to === undefined || from === undefined ? '?' : formatDuration(to - from)
}

/** How an exchange ended, in a word. */
export function exchangeAnswer({ status, errorCode }: ExchangeRecord): string {
  return errorCode === null ? (status < 300 ? 'accepted' : `refused (${status})`) : `AADSTS${errorCode}`
}

/** The three tables behind the log: runs, tokens handed out, exchanges. Empty ones are left out. All times are UTC. */
export function summaryTables(runs: readonly RunRecord[]): string {
  const parts = [
    layOut(
      ['run', 'reason', 'queued (UTC)', 'result'],
      runs.map(({ number, reason, queuedAt, result }) => [
        String(number),
        reason,
        queuedAt.slice(0, 19).replace('T', ' '),
        result,
      ]),
    ),
  ]
  const tokens = runs.flatMap(({ number, receipts }) =>
    receipts.map((receipt) => [
      String(number),
      receipt.step ?? '',
      receipt.source,
      short(receipt.mintedAt),
      short(receipt.expiresAt),
      ageOf(receipt.at, receipt.mintedAt),
      receipt.expiresAt === null ? '?' : ageOf(receipt.expiresAt, receipt.at),
      receipt.verdict,
      receipt.findings.filter((finding) => finding !== receipt.verdict).join(', '),
      receipt.fingerprint.slice(0, 8),
    ]),
  )
  if (tokens.length > 0) {
    const heads = [
      'run',
      'token for step',
      'source',
      'minted',
      'expires',
      'age',
      'remaining',
      'verdict',
      'also',
      'fingerprint',
    ]
    parts.push(layOut(heads, tokens))
  }
  const exchanges = runs.flatMap(({ number, exchanges: list }) =>
    list.map((exchange) => [
      String(number),
      exchange.step ?? '',
      exchange.purpose ?? '',
      short(exchange.at),
      exchangeAnswer(exchange),
      exchange.fingerprint?.slice(0, 8) ?? '',
    ]),
  )
  if (exchanges.length > 0)
    parts.push(layOut(['run', 'exchange in step', 'by', 'when', 'answer', 'fingerprint'], exchanges))
  return `${parts.join('\n\n')}\n`
}
