import { describeMalformed, readToken } from '@mintwell/token'
import type { HeldToken } from './observations.ts'

/** Reads what a variable holds in place of a token, or the token. */
export function readHeld(value: string | undefined): HeldToken {
  if (value === undefined) return { kind: 'absent' }
  const text = value.trim()
  if (text === '' || text === 'null' || text === 'undefined') return { kind: 'no-token', text }
  const reading = readToken(text)
  return reading.kind === 'token'
    ? { kind: 'token', token: reading }
    : { kind: 'malformed', reason: describeMalformed(reading) }
}
