import { findTokens } from '@mintwell/token'
import { type AssertionIssuer, guessIssuer } from './assertion-issuer.ts'
import type { AssertionTimes } from './assertion-times.ts'
import { curesFor, experiment } from './cures.ts'
import { type DistinctRefusal, distinctRefusals } from './distinct-refusals.ts'
import { entraAliases, entraRefusals } from './entra-refusals.ts'
import { findRefusals, TIME_CODE } from './find-refusals.ts'
import { findLateBound, type LateBoundTrace } from './late-bound.ts'
import { type Mechanism, weighMechanisms } from './mechanisms.ts'
import { isoOf, sayDuration } from './moment.ts'
import type { RefusalValues } from './refusal-values.ts'
import { findSeenTokens, type SeenToken } from './seen-tokens.ts'
import { explainTolerance } from './tolerance.ts'

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

/** What a text says about refusals; `warnings` are about the text itself, such as a token that stands in it. */
export interface Explanation {
  readonly schema: 1
  readonly findings: readonly ExplainedRefusal[]
  readonly warnings: readonly string[]
}

/** What the whole text tells about any refusal in it. */
interface Context {
  readonly text: string
  readonly seen: readonly SeenToken[]
  readonly lateBound: LateBoundTrace | undefined
}

/**
 * Explains every refusal of a federated exchange that a text shows: a log, an error, a report. Never quotes a token. Takes time linear in the text.
 *
 * @example explainText(log).findings[0]?.mechanisms
 */
export function explainText(text: string): Explanation {
  const tokens = [...new Set(findTokens(text))]
  const context = { text, seen: findSeenTokens(text, tokens), lateBound: findLateBound(text) }
  return {
    schema: 1,
    findings: distinctRefusals(findRefusals(text)).map((refusal) => explain(refusal, context)),
    warnings: warningsOf(tokens.length),
  }
}

function warningsOf(count: number): readonly string[] {
  if (count === 0) return []
  const what = count === 1 ? 'A token stands' : `${count} tokens stand`
  return [`${what} in this text unmasked: remove it before you share the text, and find out why it was not masked.`]
}

function explain(refusal: DistinctRefusal, context: Context): ExplainedRefusal {
  const { code, at, values, traceId, correlationId, occurrences } = refusal
  const common = { code, at: at === null ? null : isoOf(at), values, traceId, correlationId, occurrences }
  if (code === TIME_CODE) return { ...common, ...explainTimes(refusal.times, context) }
  return {
    ...common,
    ...meaningOf(refusal),
    assertion: null,
    issuerKind: null,
    issuerEvidence: null,
    tolerance: null,
    mechanisms: [],
    experiment: [],
  }
}

function meaningOf({
  code,
  message,
  values,
  ...refusal
}: DistinctRefusal): Pick<ExplainedRefusal, 'meaning' | 'cures'> {
  const known = refusal.known ?? entraRefusals[entraAliases[code] ?? code]
  if (known) return { meaning: known.meaning, cures: known.curesFor?.(values) ?? known.cures }
  const words = message === '' ? '' : ` Entra says: ${message}`
  return {
    meaning: `This code is not in Mintwell's catalogue.${words}`,
    cures: [`Look it up: https://login.microsoftonline.com/error?code=${code.replace(/\D/g, '')}`],
  }
}

function explainTimes(times: AssertionTimes | null, { text, seen, lateBound }: Context) {
  if (times === null) {
    return {
      meaning: 'The client assertion was not within its time when it was presented; the text does not have the times.',
      assertion: null,
      issuerKind: null,
      issuerEvidence: null,
      tolerance: null,
      mechanisms: [],
      cures: ['Give the whole error: its three times (current time, valid from, expiry) tell what happened.'],
      experiment: [],
    }
  }
  const issuer = guessIssuer(times.windowSeconds, text)
  const mechanisms = weighMechanisms({ times, issuer: issuer.kind, seen, lateBound })
  return {
    meaning: sayTimes(times),
    assertion: {
      notBefore: times.notBefore === null ? null : isoOf(times.notBefore),
      expiresAt: times.expiresAt === null ? null : isoOf(times.expiresAt),
      presentedAt: times.presentedAt === null ? null : isoOf(times.presentedAt),
      windowSeconds: times.windowSeconds,
      sinceNotBeforeSeconds: times.sinceNotBeforeSeconds,
      lateBySeconds: times.lateBySeconds,
    },
    issuerKind: issuer.kind,
    issuerEvidence: issuer.evidence,
    tolerance: explainTolerance(times),
    mechanisms,
    cures: curesFor({ times, issuer: issuer.kind, mechanisms, seen }),
    experiment: mechanisms.filter(({ certainty }) => certainty === 'possible').length > 1 ? experiment : [],
  }
}

function sayTimes({ lateBySeconds: late, sinceNotBeforeSeconds: since }: AssertionTimes): string {
  if (since !== null && since < 0) return `The client assertion was presented ${sayDuration(since)} before it began.`
  if (late === null) return 'The client assertion was not within its time; the text has only some of the times.'
  if (late < 0) return `The client assertion was refused although, by these times, it had ${sayDuration(late)} left.`
  return `The client assertion had ended ${sayDuration(late)} before it was presented.`
}
