import { byCause } from './by-cause.ts'
import type { MechanismRule } from './rule.ts'
import { sayInstant, sayRun } from './say.ts'

/** The token had been presented before, to somebody who takes each once. */
export const spent: MechanismRule = {
  mechanism: 'spent',
  judge: (view) =>
    byCause(view, 'used-before', ({ run, mark, at }) => ({
      certainty: 'shown',
      text: `in ${sayRun(run)} the token had been used before, at a party that takes each once (${mark.code}, ${sayInstant(at)}).`,
    })),
}
