import { type JoinedText, onOneLine } from './joined-text.ts'

/**
 * A message to look for, however a log has wrapped it: `spaced` where it was wrapped between words, or had other spaces than usual; `packed` where it was wrapped in the middle of one.
 */
export interface Phrase {
  readonly spaced: RegExp
  readonly packed: RegExp
}

/** Makes a phrase of a pattern whose spaces stand for any white space or none. */
export function phraseOf({ source }: RegExp): Phrase {
  return {
    spaced: new RegExp(source.replace(/ \??/g, '\\s{0,4}'), 'gi'),
    packed: new RegExp(source.replace(/ \??/g, ''), 'gi'),
  }
}

/** A phrase that was found. */
export interface PhraseHit {
  /** Where in the words of the text. */
  readonly place: number
  readonly text: string
  readonly groups: Readonly<Record<string, string>>
}

/** Finds a phrase in a text, in order. */
export function findPhrase({ spaced, packed }: Phrase, text: JoinedText): readonly PhraseHit[] {
  const hits = [...text.words.matchAll(spaced)].map((match) => hitOf(match, match.index))
  const known = new Set(hits.map(({ place }) => place))
  for (const match of text.packed.matchAll(packed)) {
    const place = text.placeOf(match.index)
    if (!known.has(place)) hits.push(hitOf(match, place))
  }
  return hits.sort((a, b) => a.place - b.place)
}

function hitOf(match: RegExpMatchArray, place: number): PhraseHit {
  const groups: Record<string, string> = {}
  for (const [name, value] of Object.entries(match.groups ?? {}))
    if (value !== undefined) groups[name] = onOneLine(value)
  return { place, text: match[0].replace(/\s+/g, ' '), groups }
}
