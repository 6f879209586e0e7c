import { type Explanation, explainerMaker, explainText } from '@mintwell/diagnose'
import type { AgentLine } from '../lines/agent-line.ts'
import type { ClaimTimes } from '../notes/claim-times.ts'
import type { StepNotes } from '../notes/step-notes.ts'

/** What a line about a refusal has, among many others that are none: what `explain` makes of them decides. */
const SUSPICIOUS =
  /AADS|DSTS|[Ee]rror|ERROR|[Ff]ail|[Dd]enied|[Ii]nvalid|[Ee]xpired|not valid|valid time|[Rr]euse|already used|[Uu]nauthorized|too far in the past|stale|not active/
/** A message may be wrapped over so many lines. */
const LINES_AFTER = 12
const LINES_BEFORE = 4
/** How much of a step is explained, in characters: refusals beyond it repeat those before. */
const MOST_TEXT = 262_144

/** Explains one text. */
export type Explain = (text: string) => Explanation

/** Explains many texts: what `explain` looks for is prepared once. */
export function explainMany(): Explain {
  const make = explainerMaker()
  return (text) => explainText(text, {}, make())
}

interface Kept {
  readonly line: AgentLine
  readonly raw: string
}

/** Gathers what of a step may be refusals, and explains it at the step's end. */
export class RefusalText {
  readonly #kept: Kept[] = []
  #before: Kept[] = []
  #open = 0
  #size = 0
  readonly #explain: Explain

  constructor(explain: Explain) {
    this.#explain = explain
  }

  add(line: AgentLine, raw: string): void {
    const kept = { line, raw }
    if (SUSPICIOUS.test(line.text)) {
      for (const earlier of this.#before) this.#keep(earlier)
      this.#before = []
      this.#open = LINES_AFTER
      this.#keep(kept)
    } else if (this.#open > 0) {
      this.#open -= 1
      this.#keep(kept)
    } else {
      this.#before.push(kept)
      if (this.#before.length > LINES_BEFORE) this.#before.shift()
    }
  }

  /** Notes the refusals of the step. */
  finish(notes: StepNotes): void {
    if (this.#kept.length === 0) return
    const { findings } = this.#explain(this.#kept.map(({ raw }) => raw).join('\n'))
    for (const { code, at, assertion, traceId, meaning, values } of findings) {
      const serviceAt = instantOf(assertion?.presentedAt ?? values.currentTime ?? at)
      const place = this.#placeOf(code, [assertion?.presentedAt?.slice(0, 19), traceId])
      const lineAt = place?.line.at ?? null
      const hasOwnClock =
        traceId !== null || (assertion?.presentedAt ?? null) !== null || values.currentTime !== undefined
      const token: ClaimTimes = {
        issuedAt: instantOf(values.issuedTime),
        notBefore: instantOf(assertion?.notBefore),
        expiresAt: instantOf(assertion?.expiresAt ?? values.expiryTime),
      }
      const text = place === undefined ? `${code}: ${meaning}` : place.line.text.trim()
      notes.keep({ at: lineAt, kind: 'error', text })
      notes.mark({
        kind: 'refused',
        at: lineAt ?? serviceAt,
        serviceAt: hasOwnClock ? serviceAt : null,
        code,
        text,
        token: token.expiresAt === null && (token.notBefore ?? token.issuedAt) === null ? null : token,
      })
    }
  }

  #keep(kept: Kept): void {
    if (this.#size >= MOST_TEXT) return
    this.#size += kept.raw.length
    this.#kept.push(kept)
  }

  /** The first line with the code and a mark of this very refusal, else with the code. */
  #placeOf(code: string, marks: readonly (string | null | undefined)[]): Kept | undefined {
    const withCode = this.#kept.filter(({ line }) => line.text.includes(code))
    const known = marks.filter((mark): mark is string => typeof mark === 'string')
    return withCode.find(({ line }) => known.some((mark) => line.text.includes(mark))) ?? withCode[0]
  }
}

function instantOf(iso: string | null | undefined): number | null {
  if (iso === null || iso === undefined) return null
  const instant = /^\d{9,11}$/.test(iso) ? Number(iso) * 1_000 : Date.parse(iso)
  return Number.isNaN(instant) ? null : instant
}
