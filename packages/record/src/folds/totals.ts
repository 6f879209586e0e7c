import { findingNames, type Verdict } from '@mintwell/token'
import type { ExchangeRecord, RunRecord } from './run-record.ts'
import { handedOver } from './waits.ts'

/** What a session's runs come down to. */
export interface Totals {
  readonly runs: number
  readonly failed: number
  /** Runs that were canceled, or whose record ends early. */
  readonly unfinished: number
  /** How many tokens that steps were left with had which verdict; verdicts that none had are absent. Worst first. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>
  /** How many exchanges and requests were refused, by the refusal as its service writes it. */
  readonly refusals: Readonly<Record<string, number>>
}

/** Counts runs, tokens and refusals. */
export function totalsOf(runs: readonly RunRecord[]): Totals {
  const found = runs.flatMap((run) => handedOver(run.receipts).receipts.map(({ verdict }) => verdict))
  const order: readonly Verdict[] = [...findingNames, 'fresh']
  return {
    runs: runs.length,
    failed: runs.filter(({ result }) => result === 'failed').length,
    unfinished: runs.filter(({ result }) => result === 'canceled' || result === null).length,
    verdicts: countBy(order.flatMap((verdict) => found.filter((each) => each === verdict))),
    refusals: countBy(runs.flatMap(refusalsOf)),
  }
}

/** Every refusal of a run, as its service writes it. */
export function refusalsOf({ exchanges, refusals }: RunRecord): readonly string[] {
  return [...exchanges.filter(isRefused).map(answerOf), ...refusals.map(({ status }) => `no ID token (HTTP ${status})`)]
}

/** Whether a token service refused an exchange. */
export function isRefused({ status, error }: ExchangeRecord): boolean {
  return error !== null || status >= 300
}

/** How an exchange ended, in a word: `accepted`, or the refusal as its service writes it. */
export function answerOf(exchange: ExchangeRecord): string {
  if (!isRefused(exchange)) return 'accepted'
  return exchange.error ?? `HTTP ${exchange.status}`
}

function countBy<Key extends string>(keys: readonly Key[]): Record<Key, number> {
  const counts = {} as Record<Key, number>
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1
  return counts
}
