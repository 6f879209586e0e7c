import { findingNames, foreignText, type Instant, type Receipt, type Verdict } from '@mintwell/token'
import type { Attributes, GaugePoint, LogPoint, severities } from './otlp-json.ts'

/** A refusal of an ID token or of an exchange, as far as it is told. */
export interface RefusalSignal {
  /** Who refused: `azure-devops`, `entra`, `aws` or another service. */
  readonly service: string
  /** As the service writes it, such as `AADSTS700024`, or ours, such as `ERR_CONTRACT`. */
  readonly code: string
  readonly message: string
  readonly at: Instant
  readonly stage: string | null
  readonly job: string | null
  readonly step: string | null
  readonly connection: string | null
}

/** The severities of verdicts: what is no breach of the contract is at most a warning. */
const SEVERITY: Readonly<Record<Verdict, keyof typeof severities>> = {
  fresh: 'INFO',
  stale: 'WARN',
  echoed: 'WARN',
  expiring: 'ERROR',
  'not-yet-valid': 'ERROR',
  expired: 'ERROR',
  malformed: 'ERROR',
}

/** How much of a foreign name or text goes out. */
const LONGEST = 300

/**
 * The metrics of tokens that were handed out: age, remaining time and lifetime in seconds, and each finding as 0 or 1. Of several for one step the last counts, as a gauge has it. Names of
 * runs and fingerprints are in the logs only, so that the number of series stays small.
 *
 * @param at the real time, whatever clock the tokens were judged by: what stores metrics takes no other
 */
export function tokenMetrics(receipts: readonly Receipt[], at: Instant): readonly GaugePoint[] {
  const last = new Map<string, Receipt>()
  for (const receipt of receipts) last.set(JSON.stringify(seriesOf(receipt)), receipt)
  return [...last.values()].flatMap((receipt) => pointsOf(receipt, at))
}

function pointsOf(receipt: Receipt, at: Instant): readonly GaugePoint[] {
  const attributes = seriesOf(receipt)
  const seconds = (from: string | null, to: string | null) =>
    from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1_000
  const time = (metric: string, description: string, value: number | null): readonly GaugePoint[] =>
    value === null ? [] : [{ metric, description, unit: 's', value, at, attributes }]
  return [
    ...time(
      'mintwell.token.age',
      'How old the token was when it was handed out',
      seconds(receipt.mintedAt, receipt.at),
    ),
    ...time(
      'mintwell.token.remaining',
      'What was left of the token when it was handed out',
      seconds(receipt.at, receipt.expiresAt),
    ),
    ...time(
      'mintwell.token.lifetime',
      'From the mint of the token to its end',
      seconds(receipt.mintedAt, receipt.expiresAt),
    ),
    ...findingNames.map((finding) => ({
      metric: 'mintwell.token.findings',
      description: 'Whether the token had this finding when it was handed out',
      unit: '{finding}',
      value: receipt.findings.includes(finding) ? 1 : 0,
      at,
      attributes: { ...attributes, 'mintwell.finding': finding },
    })),
  ]
}

/** What tells the series of a token apart. */
function seriesOf({ stage, job, step, connection, source, issuer }: Receipt): Attributes {
  return {
    ...placeOf({ stage, job, step, connection }),
    'mintwell.source': source,
    'mintwell.issuer': issuer === null ? null : hostOf(issuer),
  }
}

function placeOf({ stage, job, step, connection }: Pick<RefusalSignal, 'stage' | 'job' | 'step' | 'connection'>) {
  return {
    'mintwell.stage': foreign(stage),
    'mintwell.job': foreign(job),
    'mintwell.step': foreign(step),
    'mintwell.connection': foreign(connection),
  }
}

/** The log record of a token that was handed out: its receipt. */
export function tokenLog(receipt: Receipt, observedAt: Instant): LogPoint {
  const { verdict, findings, fingerprint, comparedWith } = receipt
  return {
    name: 'mintwell.token',
    severity: SEVERITY[verdict],
    body: `ID token ${findings.length === 0 ? 'fresh' : findings.join(', ')}`,
    at: Date.parse(receipt.at),
    observedAt,
    attributes: {
      ...seriesOf(receipt),
      'mintwell.run': foreign(receipt.run),
      'mintwell.attempt': receipt.attempt,
      'mintwell.verdict': verdict,
      'mintwell.findings': findings,
      'mintwell.token.fingerprint': fingerprint,
      'mintwell.token.id': foreign(receipt.tokenId),
      'mintwell.token.subject': foreign(receipt.subject),
      'mintwell.token.minted_at': receipt.mintedAt,
      'mintwell.token.expires_at': receipt.expiresAt,
      'mintwell.compared_with': `${comparedWith.scope} ${comparedWith.count}`,
    },
  }
}

/** The metrics of refusals: how many by service and code and place. */
export function refusalMetrics(refusals: readonly RefusalSignal[], at: Instant): readonly GaugePoint[] {
  const counts = new Map<string, { readonly attributes: Attributes; count: number }>()
  for (const refusal of refusals) {
    const attributes = {
      ...placeOf(refusal),
      'mintwell.service': refusal.service,
      'mintwell.code': foreign(refusal.code),
    }
    const key = JSON.stringify(attributes)
    const counted = counts.get(key) ?? { attributes, count: 0 }
    counted.count += 1
    counts.set(key, counted)
  }
  return [...counts.values()].map(({ attributes, count }) => ({
    metric: 'mintwell.refusals',
    description: 'How often a token or an exchange was refused',
    unit: '{refusal}',
    value: count,
    at,
    attributes,
  }))
}

/** The log record of a refusal. */
export function refusalLog(refusal: RefusalSignal, observedAt: Instant): LogPoint {
  return {
    name: 'mintwell.refusal',
    severity: 'ERROR',
    body: foreignText(refusal.message, { longest: LONGEST }),
    at: refusal.at,
    observedAt,
    attributes: { ...placeOf(refusal), 'mintwell.service': refusal.service, 'mintwell.code': foreign(refusal.code) },
  }
}

/** Names are whatever users and services gave: nothing secret in them leaves. */
function foreign(text: string | null): string | null {
  return text === null ? null : foreignText(text, { longest: LONGEST })
}

/** Organizations have an issuer each; the host tells which kind it is. */
function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : foreignText(issuer, { longest: LONGEST })
}
