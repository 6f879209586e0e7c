import { sayDuration, sayMoment } from '../text/moment.ts'
import type { AssertionIssuer } from './assertion-issuer.ts'
import type { AssertionTimes } from './assertion-times.ts'
import type { LateBoundTrace } from './late-bound.ts'
import type { SeenToken } from './seen-tokens.ts'

/**
 * How an assertion came to be outside its time: `echo`, the service re-issued one token until it ended; `late-bound`, the service endpoint carried a token
 * that the task took unread; `held-too-long`, it was taken in time and kept; `clock-skew`, it was presented before it began.
 */
export type MechanismName = 'echo' | 'late-bound' | 'held-too-long' | 'clock-skew'

/** A mechanism, how sure it is, and what it rests on. */
export interface Mechanism {
  readonly name: MechanismName
  /** `shown`: the text says so. `likely`: inferred from times that hardly allow anything else. `possible`: nothing speaks against it. */
  readonly certainty: 'shown' | 'likely' | 'possible'
  readonly evidence: string
}

/** What the mechanisms are weighed by. */
export interface Evidence {
  readonly times: AssertionTimes
  readonly issuer: AssertionIssuer
  /** Whether the issuer is only one of several that it may be. */
  readonly isIssuerOpen?: boolean
  readonly seen: readonly SeenToken[]
  readonly lateBound: LateBoundTrace | undefined
}

/** A successor minted at most so long before the end of the refused token was minted because of that end. Measured once: 3 s. */
const ROTATION_MS = 60_000
/** Above it a token outlives the common job, so that keeping it is no likely mistake. */
const LONG_LIVED_SECONDS = 7_200
/** What an assertion that a client makes for itself lives for, in seconds: MSAL 600, others 300 to an hour; 0 where its end was set to its beginning. */
const CLIENT_LIVES = [0, 300, 600, 900, 3_600]
/** Time zones differ by half hours. */
const ZONE_STEP_SECONDS = 1_800
/** How exactly the difference must be one of zones, in seconds: what a request takes. */
const ZONE_TOLERANCE_SECONDS = 5
/** A token handed out at most so old was new: the whole life of an Azure DevOps token. */
const NEW_SECONDS = 600

/** The token that followed the refused one, if the text shows it: minted within a minute before the refused one's end. */
export function findSuccessor({ times, seen }: Pick<Evidence, 'times' | 'seen'>): SeenToken | undefined {
  const end = times.expiresAt
  if (end === null) return undefined
  return seen.find((token) => {
    const isLater = token.expiresAt === null || token.expiresAt > end
    return isLater && token.mintedAt <= end && end - token.mintedAt <= ROTATION_MS
  })
}

/** Weighs what can have led to a refusal, the surest first; empty where the times do not explain it. */
export function weighMechanisms(evidence: Evidence): readonly Mechanism[] {
  const { times } = evidence
  const early = times.sinceNotBeforeSeconds !== null && times.sinceNotBeforeSeconds < 0
  if (early) return [clockSkew(times)]
  if (times.lateBySeconds === null || times.lateBySeconds < 0) return []
  const zone = zoneError(evidence)
  if (zone !== undefined) return [zone]
  if (evidence.issuer === 'client') return selfMade(times)
  const certain = [...lateBoundByText(evidence), ...echoByTimes(evidence)]
  const found = [...certain, ...(keptByTimes(evidence, certain) ?? openQuestion(evidence, certain))]
  const order = ['shown', 'likely', 'possible']
  return found.sort((a, b) => order.indexOf(a.certainty) - order.indexOf(b.certainty))
}

function clockSkew(times: AssertionTimes): Mechanism {
  const early = sayDuration(times.sinceNotBeforeSeconds ?? 0)
  return {
    name: 'clock-skew',
    certainty: 'likely',
    evidence: `it was presented ${early} before it began, by Entra's clock: the clock that stamped it is ahead.`,
  }
}

/**
 * A local time that was taken for UTC when the end was set: then an assertion that its client made itself (which has no nbf, or is known to be) is late by a number of half hours, less
 * its life.
 */
function zoneError({ times, issuer }: Evidence): Mechanism | undefined {
  const late = times.lateBySeconds
  if (late === null || (times.notBefore !== null && issuer !== 'client')) return undefined
  const lives = times.windowSeconds === null ? CLIENT_LIVES : [times.windowSeconds]
  const life = lives.find((seconds) => {
    const offset = late + seconds
    const rest = offset % ZONE_STEP_SECONDS
    return offset >= ZONE_STEP_SECONDS && Math.min(rest, ZONE_STEP_SECONDS - rest) <= ZONE_TOLERANCE_SECONDS
  })
  if (life === undefined) return undefined
  const offset = Math.round((late + life) / ZONE_STEP_SECONDS) * ZONE_STEP_SECONDS
  return {
    name: 'clock-skew',
    certainty: 'likely',
    evidence:
      `it ended ${sayDuration(late)} before it was presented, which is ${sayDuration(offset)}${life === 0 ? '' : ` less a life of ${sayDuration(life)}`}: ` +
      'a local time was most likely taken for UTC when its expiry was set.',
  }
}

/** An assertion that the client makes for itself: it is new for each request, unless the client kept one or its clock is wrong. */
function selfMade(times: AssertionTimes): readonly Mechanism[] {
  const late = sayDuration(times.lateBySeconds ?? 0)
  return [
    {
      name: 'held-too-long',
      certainty: 'possible',
      evidence: `the client makes its assertions itself, and this one had expired ${late} before: it presented one that it had made for an earlier request.`,
    },
    {
      name: 'clock-skew',
      certainty: 'possible',
      evidence: `if it was created for this request, the clock of the client is at least ${late} slow.`,
    },
  ]
}

function lateBoundByText({ lateBound }: Evidence): readonly Mechanism[] {
  if (lateBound === undefined || lateBound.kind === 'not-used') return []
  const used = lateBound.kind === 'used'
  const rest = used
    ? 'the task took the token that the endpoint carried, unread.'
    : 'so a token in the endpoint is taken unread.'
  return [{ name: 'late-bound', certainty: used ? 'shown' : 'likely', evidence: `${lateBound.evidence}: ${rest}` }]
}

function echoByTimes(evidence: Evidence): readonly Mechanism[] {
  const next = findSuccessor(evidence)
  const end = evidence.times.expiresAt
  if (!next || end === null) return []
  const gap = Math.round((end - next.mintedAt) / 1_000)
  const backDated = next.mintedAt === next.issuedAt ? '' : ' (its beginning and the 5 min that Entra back-dates)'
  const later =
    next.takenAt !== null && next.takenAt - next.mintedAt > NEW_SECONDS * 1_000
      ? ` That next token was itself handed out ${sayDuration((next.takenAt - next.mintedAt) / 1_000)} after it was minted.`
      : ''
  return [
    {
      name: 'echo',
      certainty: 'likely',
      evidence:
        `the next token in this text was minted at ${sayMoment(next.mintedAt)}${backDated}, ${gap} s before the refused one expired: ` +
        `a service that re-issues one token until it is about to expire.${later}`,
    },
  ]
}

/** Keeping a token, where the times say that it was kept; undefined where they do not. */
function keptByTimes(evidence: Evidence, certain: readonly Mechanism[]): readonly Mechanism[] | undefined {
  const { times, seen, issuer, isIssuerOpen = false } = evidence
  const since = times.sinceNotBeforeSeconds
  const taken = seen.find((token) => token.expiresAt === times.expiresAt && token.takenAt !== null)
  if (
    taken &&
    taken.takenAt !== null &&
    taken.takenAt - taken.mintedAt <= NEW_SECONDS * 1_000 &&
    times.presentedAt !== null
  ) {
    const kept = sayDuration((times.presentedAt - taken.takenAt) / 1_000)
    const evidenceText = `the text shows it new when it was taken at ${sayMoment(taken.takenAt)}, and it was kept for ${kept}.`
    return [{ name: 'held-too-long', certainty: 'likely', evidence: evidenceText }]
  }
  if (times.windowSeconds === null || times.windowSeconds > LONG_LIVED_SECONDS || since === null) return undefined
  const life = `it is valid for ${sayDuration(times.windowSeconds)} and was presented ${sayDuration(since)} after it began`
  const mints = !isIssuerOpen && (issuer === 'azure-devops' || issuer === 'github')
  return [
    {
      name: 'held-too-long',
      certainty: certain.length > 0 ? 'possible' : 'likely',
      evidence: mints
        ? `${life}; this issuer makes a new one for each request, so it was taken early and kept.`
        : `${life}, so it was taken early and kept.`,
    },
  ]
}

/** A long-lived token without evidence for either: both, and honestly so. */
function openQuestion(
  { times, issuer, seen, lateBound }: Evidence,
  certain: readonly Mechanism[],
): readonly Mechanism[] {
  if (certain.length > 0) return []
  if (times.windowSeconds === null) {
    return [
      {
        name: 'held-too-long',
        certainty: 'possible',
        evidence: `it ended ${sayDuration(times.lateBySeconds ?? 0)} before it was presented; without its beginning nothing more can be said.`,
      },
    ]
  }
  const life = sayDuration(times.windowSeconds)
  const excluded = lateBound?.kind === 'not-used'
  const taken = seen.find((token) => token.expiresAt === times.expiresAt && token.takenAt !== null)
  const old = taken?.takenAt
    ? ` The text shows it at ${sayMoment(taken.takenAt)}, already ${sayDuration((taken.takenAt - taken.mintedAt) / 1_000)} old.`
    : ''
  const echo: Mechanism = {
    name: 'echo',
    certainty: excluded ? 'likely' : 'possible',
    evidence:
      `a job is rarely as old as a token of ${life}: ${issuer === 'entra' ? 'the service' : 'something'} gave out one made long before.${old}` +
      (excluded ? ` It was not late-bound: ${lateBound.evidence}.` : ''),
  }
  if (excluded) return [echo]
  const bound =
    'the service endpoint may have carried this token, if the late-bound feature is on; nothing in this text says so or denies it.'
  return [echo, { name: 'late-bound', certainty: 'possible', evidence: bound }]
}
