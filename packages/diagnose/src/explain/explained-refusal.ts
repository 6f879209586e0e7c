import { type AssertionIssuer, guessIssuer, type Heard, type IssuerGuess } from '../assertion/assertion-issuer.ts'
import type { AssertionTimes } from '../assertion/assertion-times.ts'
import { type Mechanism, type MechanismName, weighMechanisms } from '../assertion/mechanisms.ts'
import { explainTolerance } from '../assertion/tolerance.ts'
import { curesFor, curesWithoutTimes, experiment } from '../cures/cures.ts'
import { TIME_CODE } from '../find/found-refusal.ts'
import { entraRefusalOf } from '../refusals/entra.ts'
import { sayOf } from '../refusals/known-refusal.ts'
import type { RefusalValues } from '../refusals/refusal-values.ts'
import type { Speaker } from '../speakers/speakers.ts'
import { isoOf, sayDuration } from '../text/moment.ts'
import type { DistinctRefusal } from './distinct-refusals.ts'
import type { LogEvidence } from './evidence.ts'

/** The times of a refused assertion as text: instants in ISO 8601 in UTC, null where the text has none (Entra prints 1970 for a missing `nbf`). */
export interface ExplainedAssertion {
  readonly notBefore: string | null
  readonly expiresAt: string | null
  readonly presentedAt: string | null
  readonly windowSeconds: number | null
  readonly sinceNotBeforeSeconds: number | null
  readonly lateBySeconds: number | null
}

/** One refusal, explained. */
export interface ExplainedRefusal {
  /** As the service writes it: `AADSTS700024`. */
  readonly code: string
  /** When it was refused, in ISO 8601; null where the text does not say. */
  readonly at: string | null
  readonly meaning: string
  /** For AADSTS700024 with times; null for all others. */
  readonly assertion: ExplainedAssertion | null
  readonly issuerKind: AssertionIssuer | null
  /** How sure the issuer is. */
  readonly issuerCertainty: IssuerGuess['certainty'] | null
  /** What the issuer is concluded from. */
  readonly issuerEvidence: string | null
  /** A sentence on Entra's tolerance, where it matters. */
  readonly tolerance: string | null
  /** The surest first. */
  readonly mechanisms: readonly Mechanism[]
  /** The cheapest first. */
  readonly cures: readonly string[]
  /** How to tell the mechanisms apart, where the text cannot. */
  readonly experiment: readonly string[]
  readonly values: RefusalValues
  readonly traceId: string | null
  readonly correlationId: string | null
  readonly occurrences: number
}

/** What the whole text tells about any refusal in it. */
export interface Context {
  readonly evidence: LogEvidence
  /** Who speaks anywhere in the text. */
  readonly speakers: ReadonlySet<Speaker>
  /** How the token came to be outside its time, where a record shows it; then nothing is weighed. */
  readonly mechanism?: MechanismName
}

const NO_ASSERTION = {
  assertion: null,
  issuerKind: null,
  issuerCertainty: null,
  issuerEvidence: null,
  tolerance: null,
  mechanisms: [],
  experiment: [],
} as const

/** Explains one refusal by itself and by what the rest of the text shows. */
export function explainRefusal(refusal: DistinctRefusal, context: Context): ExplainedRefusal {
  const { code, at, values, traceId, correlationId, occurrences, speakers } = refusal
  const common = { code, at: at === null ? null : isoOf(at), values, traceId, correlationId, occurrences }
  if (code !== TIME_CODE) return { ...common, ...NO_ASSERTION, ...meaningOf(refusal) }
  if (refusal.times !== null) return { ...common, ...explainTimes(refusal.times, speakers, context) }
  return {
    ...common,
    ...NO_ASSERTION,
    meaning: 'The client assertion was not within its time when it was presented; the text does not have the times.',
    cures: curesWithoutTimes(speakers),
  }
}

function meaningOf({ code, message, values, speakers, known }: DistinctRefusal) {
  const refusal = known ?? entraRefusalOf(code)
  if (refusal) return sayOf(refusal, { values, speakers })
  const words = message === '' ? '' : ` Entra says: ${message}`
  return {
    meaning: `This code is not in Mintwell's catalogue.${words}`,
    cures: [`Look it up: https://login.microsoftonline.com/error?code=${code.replace(/\D/g, '')}`],
  }
}

function explainTimes(times: AssertionTimes, speakers: ReadonlySet<Speaker>, context: Context) {
  const heard: Heard = { near: speakers, anywhere: context.speakers }
  const issuer = guessIssuer(times.windowSeconds, heard)
  const { seen, lateBound } = context.evidence
  const mechanisms = context.mechanism
    ? [recorded(context.mechanism)]
    : weighMechanisms({
        times,
        issuer: issuer.kind,
        isIssuerOpen: issuer.certainty === 'possible',
        seen,
        lateBound,
      })
  return {
    meaning: sayTimes(times),
    assertion: assertionOf(times),
    issuerKind: issuer.kind,
    issuerCertainty: issuer.certainty,
    issuerEvidence: issuer.evidence,
    tolerance: explainTolerance(times),
    mechanisms,
    cures: curesFor({ times, issuer: issuer.kind, mechanisms, seen, speakers }),
    experiment: needsExperiment(mechanisms) ? experiment : [],
  }
}

function recorded(name: MechanismName): Mechanism {
  return { name, certainty: 'shown', evidence: 'the record of the run shows it.' }
}

function assertionOf(times: AssertionTimes): ExplainedAssertion {
  const iso = (instant: number | null) => (instant === null ? null : isoOf(instant))
  return {
    notBefore: iso(times.notBefore),
    expiresAt: iso(times.expiresAt),
    presentedAt: iso(times.presentedAt),
    windowSeconds: times.windowSeconds,
    sinceNotBeforeSeconds: times.sinceNotBeforeSeconds,
    lateBySeconds: times.lateBySeconds,
  }
}

/** An experiment tells echo and late-bound apart; other open questions are not. */
function needsExperiment(mechanisms: readonly Mechanism[]): boolean {
  const open = mechanisms.filter(({ certainty }) => certainty === 'possible').map(({ name }) => name)
  return open.includes('echo') && open.length > 1
}

function sayTimes({ lateBySeconds: late, sinceNotBeforeSeconds: since }: AssertionTimes): string {
  if (since !== null && since < 0) return `The client assertion was presented ${sayDuration(since)} before it began.`
  if (late === null) return 'The client assertion was not within its time; the text has only some of the times.'
  if (late < 0) return `The client assertion was refused although, by these times, it had ${sayDuration(late)} left.`
  return `The client assertion had expired ${sayDuration(late)} before it was presented.`
}
