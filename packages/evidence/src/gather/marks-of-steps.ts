import type { Instant } from '@mintwell/clock'
import type { StepIdentity } from '@mintwell/record'
import type { TokenMark } from '../history/history.ts'
import { type ClaimTimes, mintedAtOf } from '../notes/claim-times.ts'
import type { NotedMark, StepNotes } from '../notes/step-notes.ts'
import { safeText } from '../redaction/redact.ts'
import type { TokenBook } from './token-book.ts'

/** A step with its names in the run. */
export interface PlacedStep {
  readonly identity: StepIdentity
  readonly notes: StepNotes
}

/** A token cannot be older than the request for it; clocks and whole seconds differ by less. */
const BEFORE_REQUEST_MS = 60_000

interface Placed extends NotedMark {
  readonly identity: StepIdentity
  readonly instant: Instant
}

/**
 * The marks of a run, in the order of their instants. A token that is only seen in a step that took none is the one that an earlier step took and passed on.
 *
 * @param fallback the instant of marks that have none: the run's start, or when its file was written
 */
export function marksOf(steps: readonly PlacedStep[], fallback: Instant, book: TokenBook): readonly TokenMark[] {
  const placed = steps.flatMap(({ identity, notes }) =>
    notes.marks.map((mark): Placed => {
      const instant = mark.at ?? notes.startedAt ?? notes.finishedAt ?? fallback
      return { ...mark, identity, instant }
    }),
  )
  const settled = passedOn(placed.toSorted((a, b) => a.instant - b.instant))
  return settled.map(({ identity, instant, kind, serviceAt, source, token, code, text }) => ({
    ...identity,
    at: instant,
    serviceAt,
    kind,
    token: token === null ? null : book.idOf(safeClaims(token)),
    source: kind === 'taken' ? (source ?? sourceOf(steps, identity)) : null,
    code: code === null ? null : safeText(code, 100),
    text: text === null ? null : safeText(text),
  }))
}

/** Gives tokens that are only seen to the takings before them, where these do not say what they took. */
function passedOn(marks: readonly Placed[]): readonly Placed[] {
  const settled: Placed[] = []
  for (const mark of marks) {
    const token = mark.token
    if (mark.kind !== 'taken' || mark.shownBy !== 'seen' || token === null) {
      settled.push(mark)
      continue
    }
    const isKnown = settled.some((earlier) => earlier.kind === 'taken' && isSame(earlier.token, token))
    if (isKnown) continue
    const minted = mintedAtOf(token)
    const index = settled.findLastIndex(
      (earlier) =>
        earlier.kind === 'taken' &&
        earlier.token === null &&
        (minted === null || minted <= earlier.instant + BEFORE_REQUEST_MS),
    )
    if (index === -1) settled.push(mark)
    else tell(settled, index, token)
  }
  return settled
}

function tell(marks: Placed[], index: number, token: ClaimTimes): void {
  const taking = marks[index] as Placed
  for (let at = index; at < marks.length; at += 1) {
    const mark = marks[at] as Placed
    const isOfStep = mark.identity.step === taking.identity.step && mark.identity.job === taking.identity.job
    if (at > index && isOfStep && mark.kind === 'taken') return
    if (isOfStep && mark.token === null && mark.kind !== 'refused') marks[at] = { ...mark, token }
  }
}

function isSame(a: ClaimTimes | null, b: ClaimTimes): boolean {
  return a !== null && a.expiresAt === b.expiresAt && (a.notBefore ?? a.issuedAt) === (b.notBefore ?? b.issuedAt)
}

function sourceOf(steps: readonly PlacedStep[], identity: StepIdentity): TokenMark['source'] {
  const lateBound = steps.find((step) => step.identity === identity)?.notes.lateBound
  return lateBound === 'used' ? 'late-bound' : lateBound === 'not-used' ? 'oidc' : null
}

function safeClaims(claims: ClaimTimes): ClaimTimes {
  const safe = (text: string | null | undefined) => (typeof text === 'string' ? safeText(text, 400) : null)
  return { ...claims, issuer: safe(claims.issuer), subject: safe(claims.subject), audience: safe(claims.audience) }
}
