import { formatDuration, formatInstant, type Instant } from '@mintwell/clock'
import { USUAL_WIDTH } from '@mintwell/record'
import {
  ageAt,
  type Contract,
  connectionOf,
  describeMalformed,
  effectiveContract,
  type Finding,
  foreignText,
  issuerNames,
  readSubject,
  remainingAt,
  type Token,
} from '@mintwell/token'
import { claimsInWords } from './claims-in-words.ts'
import type { InspectedToken } from './inspected-token.ts'
import { tokenTable } from './token-table.ts'

/** The document that `mintwell inspect --json` prints: instants in ISO 8601, durations in whole seconds, what a malformed token does not tell is null, `problems` only where there are some. */
export function tokenRecords(tokens: readonly InspectedToken[], now: Instant) {
  return { schema: 1, at: formatInstant(now), tokens: tokens.map((token) => recordOf(token, now)) }
}

function recordOf({ reading, judgement, problems = [], signature }: InspectedToken, now: Instant) {
  const token = reading.kind === 'token' ? reading : null
  const iso = (instant: Instant | null | undefined) =>
    instant === null || instant === undefined ? null : formatInstant(instant)
  const seconds = (duration: number) => Math.floor(duration / 1_000)
  return {
    fingerprint: reading.fingerprint,
    issuerKind: token?.issuerKind ?? null,
    connection: token && connectionOf(readSubject(token.subject)),
    names: token === null ? {} : claimsInWords(token),
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
    ...(signature === undefined ? {} : { signature }),
  }
}

const ISSUERS = {
  ...issuerNames,
  other: 'not known here',
} as const

/** How much of a claim is printed: Entra allows 600 characters for a subject. */
const LONGEST_CLAIM = 600

/** So many tokens are described one by one below their table; of more, the table tells. */
const MOST_DESCRIBED = 20

/** Writes tokens for people: what each is, its times as clock times and distances, and why it is judged as it is; several as a table first. */
export function formatTokens(
  tokens: readonly InspectedToken[],
  contract: Contract,
  now: Instant,
  width = USUAL_WIDTH,
): string {
  const table = tokens.length > 1 ? tokenTable(tokens, now, width) : ''
  if (tokens.length > MOST_DESCRIBED) return table
  const blocks = tokens.map(({ reading, judgement, problems = [], signature }, index) => {
    const name = tokens.length === 1 ? 'token' : `token ${index + 1} of ${tokens.length}`
    const lines = reading.kind === 'token' ? tokenLines(reading, now) : [line('problem', describeMalformed(reading))]
    const why = judgement.findings.flatMap((finding) => {
      const reason = reading.kind === 'token' ? reasonFor(finding, reading, contract, now) : undefined
      return reason === undefined ? [] : [line(finding, reason)]
    })
    const told = problems.map(({ message }) => line('problem', message))
    const signed = signature === undefined ? [] : [line('signature', `${signature.status}: ${signature.detail}`)]
    const lab = signature?.isLab ? [line('lab', 'issued by a lab: no service outside it accepts this token')] : []
    return [
      `${name}: ${judgement.verdict}`,
      line('fingerprint', reading.fingerprint),
      ...told,
      ...lines,
      ...signed,
      ...lab,
      ...why,
    ].join('\n')
  })
  return `${table === '' ? '' : `${table}\n`}${blocks.join('\n\n')}\n`
}

/** Names of claims that have a line of their own, or are part of one. */
const ELSEWHERE: ReadonlySet<string> = new Set(['audience', 'authorizedParty', 'connection', 'cloud', 'issuerTenant'])

function called(name: string | undefined): string {
  return name === undefined ? '' : ` (${name})`
}

function tokenLines(token: Token, now: Instant): readonly string[] {
  const { times } = token
  const subject = readSubject(token.subject)
  const connection = connectionOf(subject)
  const names = claimsInWords(token)
  const backDated =
    times.mintedAt === times.issuedAt ? '' : `; Entra sets iat ${formatDuration(times.mintedAt - times.issuedAt)} back`
  const ids =
    subject.kind === 'entra-service-connection'
      ? ` (organization ${subject.organizationId}, tenant ${subject.tenantId})`
      : ''
  return [
    line('issuer', `${ISSUERS[token.issuerKind]}${token.issuer === null ? '' : `: ${token.issuer}`}`),
    ...(connection === null ? [] : [line('connection', `${connection}${ids}`)]),
    ...Object.entries(names)
      .filter(([name]) => !ELSEWHERE.has(name))
      .map(([name, value]) => line(name, value)),
    line('subject', token.subject ?? 'none'),
    line(
      'audience',
      `${token.audience === null ? 'none' : [token.audience].flat().join(', ')}${called(names.audience)}`,
    ),
    ...(names.authorizedParty === undefined
      ? []
      : [line('party', `${String(token.claims.azp)}${called(names.authorizedParty)}`)]),
    line('minted', `${moment(times.mintedAt, now)}${backDated}`),
    ...(times.notBefore === null ? [] : [line('valid from', moment(times.notBefore, now))]),
    line('expires', `${moment(times.expiresAt, now)}; lifetime ${formatDuration(times.lifetime)}`),
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
