import type { Observations } from './observations.ts'
import { T0 } from './test-tokens.ts'

/** What a step observes half a minute after its task started, where nobody said what it holds and what requests brought. */
export function observationsWith(parts: Pick<Observations, 'held' | 'requests'> & Partial<Observations>): Observations {
  return {
    heldName: '$idToken',
    taskStart: { at: T0 - 5_000, from: 'script-name' },
    lateBoundFlag: 'unset',
    boundFingerprint: undefined,
    clockOffset: 0,
    now: T0 + 30_000,
    needs: undefined,
    refusal: undefined,
    ...parts,
  }
}
