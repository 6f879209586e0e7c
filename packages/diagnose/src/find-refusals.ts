import type { Instant } from '@mintwell/token'
import { type AssertionTimes, readAssertionTimes } from './assertion-times.ts'
import type { KnownRefusal } from './known-refusal.ts'
import { isoOf, MOMENT, readMoment } from './moment.ts'
import { wordedRefusals } from './other-refusals.ts'
import { readPassage } from './passage.ts'
import { type RefusalValues, readValues, withoutTokens } from './refusal-values.ts'

/** One refusal as it stands in a text, read but not yet explained. */
export interface FoundRefusal {
  readonly code: string
  /** Where in the text. */
  readonly index: number
  readonly times: AssertionTimes | null
  readonly values: RefusalValues
  readonly traceId: string | null
  readonly correlationId: string | null
  /** The service's time stamp, else the log's. */
  readonly at: Instant | null
  /** The message, without what follows it. */
  readonly message: string
  /** What is known of it; null where only its code tells. */
  readonly known: KnownRefusal | null
}

/** The code that is about times, and the only one that has them. */
export const TIME_CODE = 'AADSTS700024'

/** How far after its code a message is read; the longest known, with its ids, is under 1,000 characters, wrapping and prefixes not counted. */
const MESSAGE_LENGTH = 3_000
/** No message of Entra is as short: what is shorter is the code alone, in a table or a link. */
const SHORTEST_MESSAGE = 16
/** How far before a refusal its line may begin. */
const LINE_HEAD = 300
const CODE = /AADSTS\d{4,9}(?!\d)/g
const GUID = '([0-9a-fA-F]{8}-[0-9a-fA-F-]{27})'
const TRACE = new RegExp(`TraceID:${GUID}`, 'i')
const CORRELATION = new RegExp(`CorrelationID:${GUID}`, 'i')
const STAMP = new RegExp(`Timestamp:(${MOMENT})`, 'i')
const LOG_TIME = new RegExp(`^(?:[^\\t]{1,120}\\t[^\\t]{1,120}\\t)?\\s{0,20}(${MOMENT})`)

/** Finds the refusals in a text, in order, repeats included. */
export function findRefusals(text: string): readonly FoundRefusal[] {
  return [...codedRefusals(text), ...otherRefusals(text)].sort((a, b) => a.index - b.index)
}

function codedRefusals(text: string): readonly FoundRefusal[] {
  const hits = [...text.matchAll(CODE)]
  return hits.map((hit, position) => {
    const code = hit[0]
    // A message ends where the next begins: no part of the text is read twice, however many codes there are.
    const next = hits[position + 1]?.index ?? text.length
    const rest = text.slice(hit.index + code.length, Math.min(next, hit.index + MESSAGE_LENGTH))
    if (rest.length < SHORTEST_MESSAGE) return mention(code, hit.index)
    const passage = readPassage(rest)
    const times = code === TIME_CODE ? readAssertionTimes(passage) : null
    const stamp = readMoment(STAMP.exec(passage.packed)?.[1]) ?? logTime(text, hit.index)
    return {
      code,
      index: hit.index,
      times,
      values: code === TIME_CODE ? {} : readValues(passage.words),
      traceId: TRACE.exec(passage.packed)?.[1] ?? null,
      correlationId: CORRELATION.exec(passage.packed)?.[1] ?? null,
      at: times?.presentedAt ?? stamp,
      message: messageOf(passage.words),
      known: null,
    }
  })
}

function mention(code: string, index: number): FoundRefusal {
  const nothing = { times: null, values: {}, traceId: null, correlationId: null, at: null, known: null }
  return { code, index, message: '', ...nothing }
}

/** The message itself, at most 300 characters, and no token in it. */
function messageOf(words: string): string {
  const [message = ''] = words.replace(/^\s?:\s?/, '').split(/ ?Trace ID:| ?"/, 1)
  return withoutTokens(message).slice(0, 300).trim()
}

function otherRefusals(text: string): readonly FoundRefusal[] {
  return wordedRefusals.flatMap((known) =>
    [...text.matchAll(known.pattern)].map((hit) => ({
      code: known.code,
      index: hit.index,
      times: null,
      values: groupsOf(hit),
      traceId: null,
      correlationId: null,
      at: unixTime(hit.groups?.currentTime) ?? logTime(text, hit.index),
      message: withoutTokens(hit[0]),
      known,
    })),
  )
}

function groupsOf(hit: RegExpMatchArray): RefusalValues {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(hit.groups ?? {})) {
    const instant = name.endsWith('Time') ? unixTime(value) : undefined
    if (value !== undefined) values[name] = instant === undefined ? withoutTokens(value) : isoOf(instant)
  }
  return values
}

function unixTime(seconds: string | undefined): Instant | undefined {
  return seconds === undefined ? undefined : Number(seconds) * 1_000
}

/** The time at the head of the line in which a place stands. */
function logTime(text: string, index: number): Instant | null {
  const before = text.slice(Math.max(0, index - LINE_HEAD), index)
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return readMoment(LOG_TIME.exec(line)?.[1]) ?? null
}
