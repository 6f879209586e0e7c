import type { MechanismName } from '../assertion/mechanisms.ts'
import { codedRefusals } from '../find/coded-refusals.ts'
import { signInRefusals } from '../find/sign-in-log.ts'
import { findSpoken, spokenRefusalsOf } from '../find/spoken-refusals.ts'
import { wordedRefusals } from '../refusals/worded-refusals.ts'
import { type ClueTable, clueTable } from '../scan/clue-scanner.ts'
import { type Clue, type Passage, PassageReader } from '../scan/passages.ts'
import { speakersBeside, speakersByWord, speakersOf } from '../speakers/speakers.ts'
import { joinLines, MARKS } from '../text/joined-text.ts'
import { DistinctRefusals, type HeardRefusal, identityOf, MOST_DISTINCT } from './distinct-refusals.ts'
import { EvidenceFold } from './evidence.ts'
import { type ExplainedRefusal, explainRefusal } from './explained-refusal.ts'
import { Repeats } from './repeats.ts'

/** What a text says about refusals; `warnings` are about the text itself, such as a token in it. */
export interface Explanation {
  readonly schema: 1
  readonly findings: readonly ExplainedRefusal[]
  readonly warnings: readonly string[]
}

/** What is known of the refusals besides their text. */
export interface Known {
  /** How the token came to be outside its time, from a record that shows it. */
  readonly mechanism?: MechanismName
}

/** Explains a text that comes in pieces, in memory that does not grow with it. */
export interface Explainer {
  /** Takes the next piece, as bytes of UTF-8. */
  readonly push: (chunk: Uint8Array) => void
  /** Ends the text and explains it. */
  readonly finish: () => Explanation
}

/** What Entra's messages have that little else has: one of them is whole on some line, however the message is wrapped. */
const ENTRA_CLUES = [
  'AADSTS',
  // The same, broken anywhere by a line break.
  'AADS',
  'DSTS',
  'STS50',
  'STS53',
  'STS65',
  'STS70',
  'STS90',
  'STS100',
  'Trace ID:',
  'Correlation ID:',
  'Client assertion',
  'expiry time of',
  'valid time range',
]
const SIGN_IN_CLUES = ['"errorCode"', 'errorCode\\"', 'error_codes', 'ResultType', 'Sign-in error code', 'errorNumber']
/** How tokens begin: the second part of a compact JWS (base64url of `{"`, `{ `, or `{` and a line break), and headers that name an algorithm, a type or a key first. */
const TOKEN_CLUES = [
  '.eyJ',
  '.eyA',
  '.ewo',
  '.ew0',
  '.ewk',
  'eyJhbGci',
  'eyJ0eXAi',
  'eyJraWQi',
  'eyJlbmMi',
  'eyJ4NXQi',
  'eyJ6aXAi',
]
/** The claims that say when a token began, as JSON, shells and scripts write them. */
const CLAIM_CLUES = ['nbf', 'iat'].flatMap((name) => ['"', "'", '\\', '=', ':', ' =', ' :'].map((sign) => name + sign))
/** What is said of late-bound tokens. */
const LATE_BOUND_CLUES = ['bound idToken', 'EnableLateBoundIdToken']
const EVIDENCE_CLUES = [...TOKEN_CLUES, ...CLAIM_CLUES, ...LATE_BOUND_CLUES]

/** How many of the words before a refusal are looked at for who speaks. */
const WORDS_BEFORE = 400

const SPOKEN = spokenRefusalsOf(wordedRefusals)

function cluesOfAll(): readonly Clue[] {
  const opening = [...ENTRA_CLUES, ...SIGN_IN_CLUES, ...EVIDENCE_CLUES, ...wordedRefusals.flatMap(({ clues }) => clues)]
  const all = new Map<string, boolean>([...speakersByWord.keys()].map((word) => [word, false]))
  for (const clue of opening) all.set(clue, true)
  return [...all].map(([text, opens]) => ({ text, opens }))
}

/**
 * Makes an explainer. A text is looked through for clues first, at about the speed of a disk; only what is around a clue is read closely.
 *
 * @example
 * const explainer = createExplainer()
 * for await (const chunk of createReadStream('build.log')) explainer.push(chunk)
 * const { findings } = explainer.finish()
 */
export function createExplainer(known: Known = {}): Explainer {
  return explainerMaker()(known)
}

/** Makes explainers for many texts: what all of them look for is prepared once, which takes longer than a short text does. */
export function explainerMaker(): (known?: Known) => Explainer {
  const clues = cluesOfAll()
  const table = clueTable(clues.map(({ text }) => text))
  return (known = {}) => makeExplainer(clues, table, known)
}

function makeExplainer(clues: readonly Clue[], table: ClueTable, known: Known): Explainer {
  const refusals = new DistinctRefusals()
  const evidence = new EvidenceFold()
  const readings = new Repeats<readonly HeardRefusal[]>()
  const reader = new PassageReader(
    clues,
    (passage) => {
      // What is read of a passage hangs on the passage alone: of one that is repeated, it only has to be counted again.
      let found = readings.get(passage.text)
      if (found === undefined) {
        if (has(passage, EVIDENCE_CLUES)) evidence.add(passage.text.replace(MARKS, ''), has(passage, TOKEN_CLUES))
        found = readRefusals(passage)
        readings.set(passage.text, found)
      }
      for (const refusal of found) refusals.add(refusal)
    },
    table,
  )
  return {
    push: (chunk) => reader.push(chunk),
    finish() {
      reader.end()
      const gathered = evidence.result()
      const context = { evidence: gathered, speakers: speakersOf(reader.seen), ...known }
      return {
        schema: 1,
        findings: refusals.result().map((refusal) => explainRefusal(refusal, context)),
        warnings: [...tokenWarning(gathered.tokens), ...leftWarning(refusals.left)],
      }
    },
  }
}

function has({ clues }: Passage, some: readonly string[]): boolean {
  return some.some((clue) => clues.has(clue))
}

function readRefusals(passage: Passage): readonly HeardRefusal[] {
  const isCoded = has(passage, ENTRA_CLUES)
  const isSignIn = has(passage, SIGN_IN_CLUES)
  const candidates = SPOKEN.filter(({ known }) => has(passage, known.clues))
  if (!isCoded && !isSignIn && candidates.length === 0) return []
  const text = joinLines(passage.text)
  const speakers = speakersOf(passage.clues)
  const found = [
    ...(isCoded ? codedRefusals(text, passage.isWhole) : []),
    ...(isSignIn ? signInRefusals(text) : []),
    ...findSpoken(candidates, text),
  ]
  return found
    .filter(({ place }) => place >= text.core.start && place < text.core.end)
    .sort((a, b) => a.place - b.place)
    .map((refusal) => {
      const before = text.words.slice(Math.max(0, refusal.place - WORDS_BEFORE), refusal.place)
      return { ...refusal, speakers: speakersBeside(before, speakers), identity: identityOf(refusal) }
    })
}

function tokenWarning(count: number): readonly string[] {
  if (count === 0) return []
  const what = count === 1 ? 'This text has an unmasked token in it' : `This text has ${count} unmasked tokens in it`
  return [
    `${what}: remove ${count === 1 ? 'it' : 'them'} before you share the text, and find out why ${count === 1 ? 'it was' : 'they were'} not masked.`,
  ]
}

function leftWarning(count: number): readonly string[] {
  if (count === 0) return []
  return [`The text has more than ${MOST_DISTINCT} different refusals; ${count} further messages are not explained.`]
}
