import { entraRefusalOf } from '../refusals/entra.ts'
import { withoutTokens } from '../refusals/refusal-values.ts'
import type { JoinedText } from '../text/joined-text.ts'
import { MOMENT, readMoment } from '../text/moment.ts'
import { type FoundRefusal, TIME_CODE } from './found-refusal.ts'

/**
 * A code of Entra as a bare number: in the sign-in log of Microsoft Graph (`status.errorCode`), of Log Analytics (`ResultType`), of the portal, and in the body of an answer
 * (`error_codes`). 0 is a success.
 */
const NUMBER =
  /(?:"errorCode":"?|"error_codes":\[|"?ResultType"?[:=]"?|Sign-inerrorcode:?|"errorNumber":"?)([1-9]\d{4,8})(?!\d)/gi
const REASON = /"?(?:failureReason|ResultDescription)"?[:=]"([^"]{1,300})"/i
const WHEN = new RegExp(`"(?:createdDateTime|TimeGenerated|time)":"(${MOMENT})`, 'gi')

/** How far around a number, without white space, its record may reach. */
const RECORD_BEFORE = 1_500
const RECORD_AFTER = 600

/** Finds refusals in the sign-in log of Entra. */
export function signInRefusals(text: JoinedText): readonly FoundRefusal[] {
  return [...text.packed.matchAll(NUMBER)].flatMap((match) => {
    const code = `AADSTS${match[1]}`
    const after = text.packed.slice(match.index, match.index + RECORD_AFTER)
    const reason = REASON.exec(after)
    if (reason === null && code !== TIME_CODE && entraRefusalOf(code) === undefined) return []
    const before = text.packed.slice(Math.max(0, match.index - RECORD_BEFORE), match.index)
    const place = text.placeOf(match.index)
    return [
      {
        code,
        place,
        times: null,
        values: {},
        traceId: null,
        correlationId: null,
        at: readMoment([...before.matchAll(WHEN)].at(-1)?.[1]) ?? text.lineAt(place).time,
        message: reason === null ? '' : wordsOf(text, match.index + reason.index, reason),
        known: null,
      },
    ]
  })
}

/** The reason with its spaces. */
function wordsOf(text: JoinedText, packedIndex: number, [whole, reason = '']: RegExpExecArray): string {
  const start = packedIndex + whole.length - 1 - reason.length
  const words = text.words.slice(text.placeOf(start), text.placeOf(start + reason.length - 1) + 1)
  return withoutTokens(words.replace(/\s+/g, ' ')).slice(0, 300)
}
