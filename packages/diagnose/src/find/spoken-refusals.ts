import type { Instant } from '@mintwell/token'
import type { WordedRefusal } from '../refusals/known-refusal.ts'
import { type RefusalValues, withoutTokens } from '../refusals/refusal-values.ts'
import type { JoinedText } from '../text/joined-text.ts'
import { isoOf } from '../text/moment.ts'
import { findPhrase, type Phrase, type PhraseHit, phraseOf } from '../text/phrase.ts'
import type { FoundRefusal } from './found-refusal.ts'

/** A refusal that is known by its words, ready to be looked for. */
export interface SpokenRefusal {
  readonly known: WordedRefusal
  readonly phrase: Phrase
}

/** Prepares refusals to be looked for. */
export function spokenRefusalsOf(refusals: readonly WordedRefusal[]): readonly SpokenRefusal[] {
  return refusals.map((known) => ({ known, phrase: phraseOf(known.pattern) }))
}

/** Finds refusals by their words, in order. Of those that overlap the first of the list counts. */
export function findSpoken(candidates: readonly SpokenRefusal[], text: JoinedText): readonly FoundRefusal[] {
  const hits = candidates.flatMap(({ known, phrase }, rank) =>
    findPhrase(phrase, text).map((hit) => ({ known, hit, rank })),
  )
  hits.sort((a, b) => a.hit.place - b.hit.place || a.rank - b.rank)
  const kept: typeof hits = []
  for (const next of hits) {
    const last = kept.at(-1)
    if (last === undefined || next.hit.place >= last.hit.place + last.hit.text.length) kept.push(next)
    else if (next.rank < last.rank) kept[kept.length - 1] = next
  }
  return kept.map(({ known, hit }) => refusalOf(known, hit, text))
}

function refusalOf(known: WordedRefusal, { place, text: message, groups }: PhraseHit, text: JoinedText): FoundRefusal {
  return {
    code: known.code,
    place,
    times: null,
    values: valuesOf(groups),
    traceId: null,
    correlationId: null,
    at: unixTime(groups.currentTime) ?? text.lineAt(place).time,
    message: withoutTokens(message),
    known,
  }
}

/** Named groups as values; those that end in `Time` are seconds since 1970. */
function valuesOf(groups: PhraseHit['groups']): RefusalValues {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(groups)) {
    const instant = name.endsWith('Time') ? unixTime(value) : undefined
    values[name] = instant === undefined ? withoutTokens(value) : isoOf(instant)
  }
  return values
}

function unixTime(seconds: string | undefined): Instant | undefined {
  return seconds === undefined ? undefined : Number(seconds) * 1_000
}
