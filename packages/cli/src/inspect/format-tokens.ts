import { formatDuration, formatInstant, type Instant } from '@mintwell/clock'
import {
  ageAt,
  type Contract,
  connectionOf,
  describeMalformed,
  effectiveContract,
  type Finding,
  foreignText,
  type Judgement,
  readSubject,
  remainingAt,
  type Token,
  type TokenReading,
} from '@mintwell/token'
import type { Problem } from './token-problems.ts'

/** A token of a text, read and judged; compared with those before it. */
export interface InspectedToken {
  readonly reading: TokenReading
  readonly judgement: Judgement
  /** What makes an exchange fail although the token itself may be fine. */
  readonly problems?: readonly Problem[]
}

/** The document that `mintwell inspect --json` prints: instants in ISO 8601, durations in whole seconds, what a malformed token does not tell is null, `problems` only where there are some. */
export function tokenRecords(tokens: readonly InspectedToken[], now: Instant) {
  return { schema: 1, at: formatInstant(now), tokens: tokens.map((token) => recordOf(token, now)) }
}

function recordOf({ reading, judgement, problems = [] }: InspectedToken, now: Instant) {
  const token = reading.kind === 'token' ? reading : null
  const iso = (instant: Instant | null | undefined) =>
    instant === null || instant === undefined ? null : formatInstant(instant)
  const seconds = (duration: number) => Math.floor(duration / 1_000)
  return {
    fingerprint: reading.fingerprint,
    issuerKind: token?.issuerKind ?? null,
    connection: token && connectionOf(readSubject(token.subject)),
    tokenId: token?.tokenId ?? null,
    issuer: token?.issuer ?? null,
    subject: token?.subject ?? null,
    audience: token?.audience ?? null,
    issuedAt: iso(token?.times.issuedAt),
    notBefore: iso(token?.times.notBefore),
    expiresAt: iso(token?.times.expiresAt),
    mintedAt: iso(token?.times.mintedAt),
    lifetimeSeconds: token && seconds(token.times.lifetime),
    ageSeconds: token && seconds(ageAt(token.times, now)),
    remainingSeconds: token && seconds(remainingAt(token.times, now)),
    verdict: judgement.verdict,
    findings: judgement.findings,
    ...(reading.kind === 'malformed' ? { malformed: describeMalformed(reading) } : {}),
    ...(problems.length > 0 ? { problems } : {}),
  }
}

const ISSUERS = {
  entra: 'Microsoft Entra',
  'azure-devops': 'Azure DevOps',
  github: 'GitHub Actions',
  gitlab: 'GitLab',
  kubernetes: 'Kubernetes',
  other: 'not known here',
} as const

/** How much of a claim is printed: Entra allows 600 characters for a subject. */
const LONGEST_CLAIM = 600

/** Writes tokens for people: what each is, its times as clock times and distances, and why it is judged as it is. */
export function formatTokens(tokens: readonly InspectedToken[], contract: Contract, now: Instant): string {
  const blocks = tokens.map(({ reading, judgement, problems = [] }, index) => {
    const name = tokens.length === 1 ? 'token' : `token ${index + 1} of ${tokens.length}`
    const lines = reading.kind === 'token' ? tokenLines(reading, now) : [line('problem', describeMalformed(reading))]
    const why = judgement.findings.flatMap((finding) => {
      const reason = reading.kind === 'token' ? reasonFor(finding, reading, contract, now) : undefined
      return reason === undefined ? [] : [line(finding, reason)]
    })
    const told = problems.map(({ message }) => line('problem', message))
    return [`${name}: ${judgement.verdict}`, line('fingerprint', reading.fingerprint), ...told, ...lines, ...why].join(
      '\n',
    )
  })
  return `${blocks.join('\n\n')}\n`
}

function tokenLines(token: Token, now: Instant): readonly string[] {
  const { times } = token
  const subject = readSubject(token.subject)
  const connection = connectionOf(subject)
  const backDated =
    times.mintedAt === times.issuedAt ? '' : `; Entra sets iat ${formatDuration(times.mintedAt - times.issuedAt)} back`
  const ids =
    subject.kind === 'entra-service-connection'
      ? ` (organization ${subject.organizationId}, tenant ${subject.tenantId})`
      : ''
  return [
    line('issuer', `${ISSUERS[token.issuerKind]}${token.issuer === null ? '' : `: ${token.issuer}`}`),
    ...(connection === null ? [] : [line('connection', `${connection}${ids}`)]),
    line('subject', token.subject ?? 'none'),
    line('audience', token.audience === null ? 'none' : [token.audience].flat().join(', ')),
    line('minted', `${moment(times.mintedAt, now)}${backDated}`),
    ...(times.notBefore === null ? [] : [line('valid from', moment(times.notBefore, now))]),
    line('ends', `${moment(times.expiresAt, now)}; it lives for ${formatDuration(times.lifetime)}`),
  ]
}

/** A label and a value in columns. Claims are whatever the issuer was given. */
function line(label: string, value: string): string {
  return `  ${label.padEnd(12)} ${foreignText(value, { longest: LONGEST_CLAIM })}`
}

function moment(instant: Instant, now: Instant): string {
  const distance = formatDuration(Math.abs(instant - now))
  const clock = formatInstant(instant).replace('T', ' ').replace('Z', ' UTC')
  return `${clock}, ${instant > now ? `in ${distance}` : `${distance} ago`}`
}

/** Why a finding holds for a token, with the numbers. */
function reasonFor(finding: Finding, token: Token, contract: Contract, now: Instant): string {
  const { minRemaining, budget, maxAge } = effectiveContract(contract, token.times.lifetime)
  const left = formatDuration(remainingAt(token.times, now))
  switch (finding) {
    case 'expired':
      return `it ended ${formatDuration(now - token.times.expiresAt)} ago`
    case 'not-yet-valid':
      return `it becomes valid in ${formatDuration((token.times.notBefore ?? now) - now)}: a clock is wrong, this one or the issuer's`
    case 'expiring':
      return `${left} remain, and ${formatDuration(Math.max(minRemaining, budget))} are asked for`
    case 'echoed':
      return 'it is the same as one before it in this text'
    case 'stale':
      return `it is ${formatDuration(ageAt(token.times, now))} old, and new is up to ${formatDuration(maxAge)}`
    case 'malformed':
      return 'it is not a token'
  }
}
