import { describe, expect, it } from 'vitest'
import { readNames } from '../read-names.ts'
import { UsageError } from '../verb.ts'
import { breachesOf, failOnNames } from './fail-on.ts'
import { twoNights } from './test-night.ts'

const [healthy, stale] = twoNights()

describe('--fail-on', () => {
  it('is read with commas and repeated', () => {
    expect(readNames('--fail-on', failOnNames, ['stale,refused', 'expired'])).toEqual(['stale', 'refused', 'expired'])
    expect(() => readNames('--fail-on', failOnNames, ['bad'])).toThrow(UsageError)
  })

  it.each([
    ['stale', ["the token for the step 'Take the ID token' is expiring, echoed, stale"]],
    ['echoed', ["the token for the step 'Take the ID token' is expiring, echoed"]],
    ['expiring', ["the token for the step 'Take the ID token' is expiring"]],
    ['expired', []],
    ['refused', ['an exchange was refused: AADSTS700024']],
  ] as const)('%s finds what is named and what is worse', (name, reasons) => {
    expect(stale && breachesOf(stale, [name])).toEqual(reasons)
    expect(healthy && breachesOf(healthy, [name])).toEqual([])
  })
})
