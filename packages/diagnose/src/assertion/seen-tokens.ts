import { type Instant, mintedAt, readToken } from '@mintwell/token'
import { MOMENT, readMoment } from '../text/moment.ts'
import { guessIssuer } from './assertion-issuer.ts'

/** A token whose times are in the text, decoded by a script or as the token itself. */
export interface SeenToken {
  readonly issuedAt: Instant
  readonly expiresAt: Instant | null
  /** `issuedAt`, plus the back-dating of Entra where the window says that it is Entra's. */
  readonly mintedAt: Instant
  /** When the text says that it was taken; null where it does not. */
  readonly takenAt: Instant | null
}

/** `nbf=2026-04-21T01:04:56Z`, `"exp":1776733799`, `\"iat\": 1776733799`: a name, what JSON or a shell puts around it, a time. */
const CLAIM = new RegExp(
  String.raw`\b(nbf|iat|exp)\b["'\\]{0,6}\s{0,4}[:=]\s{0,4}["'\\]{0,6}(${MOMENT}|\d{9,11})(?![\d-])`,
  'gi',
)
/** Claims of one token are this near to each other, in characters. */
const CLAIM_DISTANCE = 400
/** How far before its claims a text may say when a token was taken. */
const TAKEN_DISTANCE = 400
const TAKEN = new RegExp(String.raw`obtained at:?\s{0,4}(${MOMENT})`, 'gi')

/** Only the window counts here, whatever the speaker. */
const NOBODY = { near: new Set<never>(), anywhere: new Set<never>() }

interface Claims {
  readonly start: number
  end: number
  readonly times: Map<string, Instant>
}

/** Finds the times of tokens in a text, in order, each pair of beginning and end once: of those decoded there, and of `compact`, the tokens of the text itself. */
export function findSeenTokens(text: string, compact: readonly string[]): readonly SeenToken[] {
  const found = new Map<string, SeenToken>()
  const add = (token: SeenToken) => {
    const key = `${token.issuedAt} ${token.expiresAt}`
    // The first that says when it was taken stands for its repeats.
    if (!found.has(key) || (found.get(key)?.takenAt === null && token.takenAt !== null)) found.set(key, token)
  }
  for (const claims of clusters(text)) {
    const token = tokenOf(claims, text)
    if (token) add(token)
  }
  for (const token of compact) {
    const reading = readToken(token)
    if (reading.kind === 'token') add({ ...reading.times, takenAt: null })
  }
  return [...found.values()]
}

/** Claims in groups: one ends where a name comes a second time or the next is far away. */
function clusters(text: string): readonly Claims[] {
  const all: Claims[] = []
  for (const match of text.matchAll(CLAIM)) {
    const name = (match[1] as string).toLowerCase()
    const value = match[2] as string
    const instant = /^\d+$/.test(value) ? Number(value) * 1_000 : readMoment(value)
    if (instant === undefined) continue
    const end = match.index + match[0].length
    const last = all.at(-1)
    if (last && !last.times.has(name) && match.index - last.end <= CLAIM_DISTANCE) {
      last.times.set(name, instant)
      last.end = end
    } else {
      all.push({ start: match.index, end, times: new Map([[name, instant]]) })
    }
  }
  return all
}

function tokenOf({ times, start }: Claims, text: string): SeenToken | undefined {
  const issuedAt = times.get('iat') ?? times.get('nbf')
  if (issuedAt === undefined) return undefined
  const expiresAt = times.get('exp') ?? null
  const windowSeconds = expiresAt === null ? null : (expiresAt - issuedAt) / 1_000
  const isEntra = guessIssuer(windowSeconds, NOBODY).kind === 'entra'
  return {
    issuedAt,
    expiresAt,
    mintedAt: mintedAt(issuedAt, isEntra ? 'entra' : 'other'),
    takenAt: takenBefore(text, start),
  }
}

/** The last `obtained at: TIME` before a place in the text. */
function takenBefore(text: string, index: number): Instant | null {
  const before = text.slice(Math.max(0, index - TAKEN_DISTANCE), index)
  return readMoment([...before.matchAll(TAKEN)].at(-1)?.[1]) ?? null
}
