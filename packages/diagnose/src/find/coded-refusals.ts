import { readAssertionTimes } from '../assertion/assertion-times.ts'
import { entraRefusalOf } from '../refusals/entra.ts'
import { readValues, withoutTokens } from '../refusals/refusal-values.ts'
import { type Code, findCodes, isInComment } from '../text/codes.ts'
import type { JoinedText } from '../text/joined-text.ts'
import { MOMENT, readMoment } from '../text/moment.ts'
import { type FoundRefusal, TIME_CODE } from './found-refusal.ts'

/** How far after its code a message is read; the longest known, with its ids, is under 1,500 characters. */
const MESSAGE_LENGTH = 3_000
/** How much of a line before a code is looked at. */
const HEAD_LENGTH = 300
/** The longest part of a message that is kept. */
const KEPT_LENGTH = 300
const GUID = '([0-9a-fA-F]{8}-[0-9a-fA-F-]{27})'
const TRACE = new RegExp(`TraceID:${GUID}`, 'i')
const CORRELATION = new RegExp(`CorrelationID:${GUID}`, 'i')
const STAMP = new RegExp(`Timestamp:(${MOMENT})`, 'i')

/** Finds Entra's refusals by their codes. A code that is only named, as in a comment or a sentence about it, is not a refusal. */
export function codedRefusals(text: JoinedText, isWhole: boolean): readonly FoundRefusal[] {
  const codes = findCodes(text)
  return codes.flatMap((code, position) => {
    const next = codes[position + 1]
    const refusal = refusalOf(text, code, next, isWhole)
    return refusal === undefined || isWrapper(refusal, next) ? [] : [refusal]
  })
}

function refusalOf(text: JoinedText, code: Code, next: Code | undefined, isWhole: boolean): FoundRefusal | undefined {
  // A message ends where the next begins: no part of the text is read twice, however many codes there are.
  const end = Math.min(next?.place ?? text.words.length, code.endPlace + MESSAGE_LENGTH)
  const words = text.words.slice(code.endPlace, end)
  const packed = text.packed.slice(
    code.packedEnd,
    Math.min(next?.packedStart ?? text.packed.length, code.packedEnd + MESSAGE_LENGTH),
  )
  const times = code.name === TIME_CODE ? readAssertionTimes(packed) : null
  const traceId = TRACE.exec(packed)?.[1] ?? null
  const isFirst = text.words.slice(text.lineAt(code.place).start, code.place).trim() === ''
  const isSaid = times !== null || traceId !== null || saysWhy(packed, code.name, isFirst)
  if (!isSaid && !isReported(text, code) && !(isWhole && isAlone(text.words))) return undefined
  if (times === null && traceId === null && isInComment(text, code.place)) return undefined
  return {
    code: code.name,
    place: code.place,
    times,
    values: code.name === TIME_CODE ? {} : readValues(words, packed),
    traceId,
    correlationId: CORRELATION.exec(packed)?.[1] ?? null,
    at: times?.presentedAt ?? readMoment(STAMP.exec(packed)?.[1]) ?? text.lineAt(code.place).time,
    message: messageOf(words),
    known: null,
  }
}

/** Entra's form: a colon, then a sentence that begins with a capital, a quote or a bracket; on a line that begins with the code any sentence. */
function saysWhy(packed: string, name: string, isFirst: boolean): boolean {
  if (isFirst && /^:.{8}/u.test(packed)) return true
  return /^["'*`)\]]{0,3}:["'*`]{0,2}[\p{Lu}'"“‘([\p{Lo}].{7}/u.test(packed) || (entraRefusalOf(name)?.wraps ?? false)
}

/** What a program prints before a code without a message: an error's tag at the head of the line, or the name of a field right before the code. */
const ERROR_LINE =
  /^\W{0,10}(?:\S{1,80}\s){0,3}?(?:(?:ERROR|FATAL|SEVERE|CRITICAL)\b|(?:[Ee]rror|[Ff]atal|[\w.]{1,80}(?:Error|Exception))\s?[:\]|])/
const ERROR_TAG = /(?:##\[error\]|::error)/i
const FIELD = /(?:error[_ ]?codes?|error|code|suberror|reason|failure)["'\\]{0,4}\s?[:=(]\s?["'\\([]{0,4}$/i

function isReported(text: JoinedText, { place }: Code): boolean {
  const { start, prefix } = text.lineAt(place)
  const head = text.words.slice(Math.max(start, place - HEAD_LENGTH), place)
  return FIELD.test(head) || ERROR_LINE.test(head) || (ERROR_TAG.test(prefix) && !/[.!?] /.test(head))
}

/** Nothing but codes: somebody asks what they mean. */
function isAlone(words: string): boolean {
  return words.length <= 200 && /^\W*(?:AADSTS\d{4,9}\W*)+$/.test(words)
}

/** A code that only introduces the next one, in the same message. */
function isWrapper({ code, message }: FoundRefusal, next: Code | undefined): boolean {
  return next !== undefined && entraRefusalOf(code)?.wraps === true && message.length <= 80
}

/** The message itself, at most 300 characters, and no token in it. */
function messageOf(words: string): string {
  const [message = ''] = words
    .replace(/\s+/g, ' ')
    .replace(/^["')\]]{0,3} ?: ?/, '')
    .split(/ ?Trace ID:| ?"/, 1)
  return withoutTokens(message).slice(0, KEPT_LENGTH).trim()
}
