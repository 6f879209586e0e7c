import { formatDuration } from '@mintwell/clock'
import { explainText, type MechanismName } from '@mintwell/diagnose'
import { type ExchangeRecord, isRefused, type RunRecord, stepNames } from '@mintwell/record'
import type { Receipt } from '@mintwell/token'
import { wrapText } from '../wrap-text.ts'

/** As many cures as fit under a summary; `mintwell explain` has them all. */
const MOST_CURES = 3

/**
 * Why the first failed run failed, where its exchange was refused: what the record has of the token, which is more than the refusal's text says, and the cheapest cures. Empty where nothing
 * was refused.
 *
 * @param width of the lines, in columns
 */
export function whyFailed(runs: readonly RunRecord[], width = Number.POSITIVE_INFINITY): string {
  const run = runs.find((each) => each.result === 'failed' && each.exchanges.some(isRefused))
  const exchange = run?.exchanges.find(isRefused)
  if (!run || !exchange) return ''
  const receipt = run.receipts.find(({ fingerprint }) => fingerprint === exchange.fingerprint)
  const heading = `Why run ${run.number} failed: ${exchange.error ?? `HTTP ${exchange.status}`}`
  const named = receipt && { ...receipt, step: stepNames(run)(receipt.stage, receipt.job, receipt.step) }
  const story = named ? storyOf(named, exchange, firstRunWith(named, runs)) : []
  const cures = curesOf(exchange, receipt)
  return [
    heading,
    ...story.map((line) => wrapText(line, '  ', width)),
    ...(cures.length > 0
      ? ['What to do', ...cures.map((cure, index) => wrapText(cure, '     ', width, `  ${index + 1}. `))]
      : []),
    '',
  ].join('\n')
}

function storyOf(receipt: Receipt, exchange: ExchangeRecord, first: number | undefined): readonly string[] {
  const { step, mintedAt, expiresAt, at } = receipt
  if (mintedAt === null || expiresAt === null) return [`The step '${step}' was handed something that is not a token.`]
  const age = formatDuration(Date.parse(at) - Date.parse(mintedAt))
  const left = formatDuration(Date.parse(expiresAt) - Date.parse(at))
  const late = Date.parse(exchange.at) - Date.parse(expiresAt)
  return [
    `The step '${step}' was handed a token that was ${age} old and expired ${left} later: ${sayMechanism(receipt, first)}`,
    late > 0
      ? `It was presented ${formatDuration(late)} after it expired, ${formatDuration(Date.parse(exchange.at) - Date.parse(at))} after the step took it.`
      : `It was presented ${formatDuration(-late)} before it expired.`,
  ]
}

function mechanismOf({ source, findings }: Receipt): MechanismName {
  if (source === 'late-bound') return 'late-bound'
  return findings.includes('echoed') ? 'echo' : 'held-too-long'
}

function sayMechanism(receipt: Receipt, first: number | undefined): string {
  switch (mechanismOf(receipt)) {
    case 'late-bound':
      return 'the service had put it into the service connection, and the task took it unread (late-bound).'
    case 'echo':
      return `the service re-issued ${first === undefined ? 'an earlier token' : `the token of run ${first}`} instead of minting one (echo).`
    default:
      return 'it was fresh when it was taken, and kept for too long.'
  }
}

function firstRunWith({ fingerprint, run }: Receipt, runs: readonly RunRecord[]): number | undefined {
  const first = runs.find(({ receipts }) => receipts.some((receipt) => receipt.fingerprint === fingerprint))?.number
  return first === undefined || String(first) === run ? undefined : first
}

/** The cures that `explain` has for such a refusal, the cheapest first. */
function curesOf({ error, at }: ExchangeRecord, receipt: Receipt | undefined): readonly string[] {
  if (error === null) return []
  const times =
    receipt?.notBefore && receipt.expiresAt
      ? ` Current time: ${at}, assertion valid from ${receipt.notBefore}, expiry time of assertion ${receipt.expiresAt}.`
      : ''
  const refusal = JSON.stringify({ error: 'invalid_client', error_description: `${error}: refused.${times}` })
  return explainText(refusal, receipt ? { mechanism: mechanismOf(receipt) } : {})
    .findings.flatMap(({ cures }) => cures)
    .slice(0, MOST_CURES)
}
