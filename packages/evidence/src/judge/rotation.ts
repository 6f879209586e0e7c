import { byCause } from './by-cause.ts'
import type { MechanismRule } from './rule.ts'
import { sayInstant, sayRun } from './say.ts'

/** The service that refused did not know the key that signed the token. */
export const rotation: MechanismRule = {
  mechanism: 'rotation',
  judge: (view) =>
    byCause(view, 'key', ({ run, mark, at }) => ({
      certainty: 'shown',
      text: `in ${sayRun(run)} the key that signed the token was not known where it was presented (${mark.code}, ${sayInstant(at)}): it was rotated, or the published keys are old.`,
    })),
}
