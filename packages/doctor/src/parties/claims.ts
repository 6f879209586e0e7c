import { ageAt, type Token } from '@mintwell/token'
import type { PartyContext } from './party.ts'

/** A claim of the token itself as text; null where it is none. */
export function textClaim({ claims }: Token, name: string): string | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  return typeof value === 'string' ? value : null
}

/** The audiences of a token, none to many. */
export function audiences({ audience }: Token): readonly string[] {
  return audience === null ? [] : [audience].flat()
}

/** How old a token is by its `iat`, which is what services see; Entra sets it back by 5 min. */
export function ageByIssuedAt({ times }: Token, { now }: PartyContext): number {
  return now - times.issuedAt
}

/** How long ago a token was really minted. */
export function age({ times }: Token, { now }: PartyContext): number {
  return ageAt(times, now)
}

/** `exp - iat`, as services count a lifetime, in milliseconds. */
export function declaredLifetime({ times }: Token): number {
  return times.expiresAt - times.issuedAt
}
