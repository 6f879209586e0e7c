import { describe, expect, it } from 'vitest'
import { findPartyRefusal } from './party-refusal.ts'

describe('what a service says of a token in the output of a failing step', () => {
  it.each([
    ['{"error":"invalid_client","error_description":"Token reuse detected"}', 'replayed'],
    ['invalid_grant: ID Token issued at 1774400000 is stale to sign-in.', 'too-old'],
  ])('is known from %s', (log, kind) => {
    expect(findPartyRefusal(log)?.kind).toBe(kind)
  })

  it('is nothing where the output is of something else, or there is none', () => {
    expect(findPartyRefusal('AADSTS700024: Client assertion is not within its valid time range.')).toBeUndefined()
    expect(findPartyRefusal(undefined)).toBeUndefined()
  })
})
