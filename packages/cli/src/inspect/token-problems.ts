import { findTokens, type Token, tokenUse } from '@mintwell/token'

/** Something about a token, or around it, that makes an exchange fail although the token itself may be fine. */
export interface Problem {
  readonly id:
    | 'wrapped'
    | 'json'
    | 'bearer'
    | 'quotes'
    | 'line-end'
    | 'space'
    | 'other-text'
    | 'access-token'
    | 'job-token'
  /** What it is and what to do, as a part of a sentence; never the token or the text. */
  readonly message: string
}

/** A token that was cut into lines: the whole text is one token as soon as the white space is gone. Undefined where it is not. */
export function unwrapped(text: string): string | undefined {
  const trimmed = text.trim()
  if (!/\s/.test(trimmed)) return undefined
  const joined = trimmed.replace(/\s+/g, '')
  const [token] = findTokens(joined)
  return token === joined ? token : undefined
}

/** Says that a token was cut into lines. */
export function wrappedProblem(text: string): Problem {
  const parts = text.trim().split(/\s+/).length
  return {
    id: 'wrapped',
    message: `the token is broken into ${parts} parts by line breaks or spaces, which no service accepts: take them out (\`tr -d '\\n'\`, \`base64 -w0\`)`,
  }
}

/**
 * What is around a token in a text that should be the token and nothing else, such as a variable whose value is sent. Clients send it along, and the service then refuses the whole.
 *
 * @param text the value, as the program would send it
 */
export function problemsAround(text: string, token: string): readonly Problem[] {
  const start = text.indexOf(token)
  const before = text.slice(0, start)
  const after = text.slice(start + token.length)
  if (before === '' && after === '') return []
  if (/^\s*[[{]/.test(before)) return [jsonProblem(text, token), ...lineEnd(after)]
  const rest = (before + after).replace(/Bearer/i, '').replace(/["'`\s\uFEFF\u200B]/g, '')
  return [
    ...(/Bearer[\s"'`]*$/i.test(before) ? [BEARER] : []),
    ...(/["'`]\s*$/.test(before) || /^\s*["'`]/.test(after) ? [QUOTES] : []),
    ...lineEnd(after),
    ...(/^[\s\uFEFF\u200B]/.test(before) || /[^\S\r\n]|\u200B|\uFEFF/.test(after) ? [SPACE] : []),
    ...(rest === '' ? [] : [OTHER_TEXT]),
  ]
}

const BEARER: Problem = {
  id: 'bearer',
  message: 'the word Bearer is before the token: it belongs into an Authorization header, not into a client_assertion',
}
const QUOTES: Problem = {
  id: 'quotes',
  message: "quotes are around the token and are part of the value: take them out (`jq -r`, `tr -d '\"'`)",
}
const SPACE: Problem = { id: 'space', message: 'a space or an invisible character is beside the token: take it out' }
const OTHER_TEXT: Problem = {
  id: 'other-text',
  message: 'there is other text beside the token: the value must be the token alone',
}
const LINE_END: Problem = {
  id: 'line-end',
  message: "a line end follows the token and is part of the value: take it out (`printf %s`, `tr -d '\\n'`)",
}

function lineEnd(after: string): readonly Problem[] {
  return /[\r\n]/.test(after) ? [LINE_END] : []
}

function jsonProblem(text: string, token: string): Problem {
  const member = text.slice(0, text.indexOf(token)).match(/"(\w{1,40})"\s*:\s*"$/)?.[1]
  const take = member === undefined ? 'take it out of there' : `take it out of there (\`jq -r .${member}\`)`
  return { id: 'json', message: `the token is inside JSON: ${take}, the value must be the token alone` }
}

/** What a token is, where it is not an ID token: nobody takes it as an assertion. */
export function problemsOfUse(token: Token): readonly Problem[] {
  const use = tokenUse(token)
  if (use === 'id-token') return []
  const audience = token.audience === null ? '' : ` for ${[token.audience].flat().join(', ')}`
  return use === 'access-token'
    ? [
        {
          id: use,
          message: `this is an access token${audience}, not an ID token: it is sent to that service, and cannot be exchanged for another one`,
        },
      ]
    : [
        {
          id: use,
          message:
            'this is the token of the job (System.AccessToken), not an ID token: with it a step asks Azure DevOps for an ID token (POST to $SYSTEM_OIDCREQUESTURI)',
        },
      ]
}
