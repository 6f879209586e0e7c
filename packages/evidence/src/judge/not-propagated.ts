import type { TokenMark } from '../history/history.ts'
import { byCause } from './by-cause.ts'
import type { MechanismRule } from './rule.ts'
import type { HistoryView } from './run-view.ts'
import { sayInstant, sayRun } from './say.ts'

/** The federated credential was not there yet: Entra answers so for some minutes after it was made, by turns even after a first success. */
export const notPropagated: MechanismRule = {
  mechanism: 'not-propagated',
  judge: (view) =>
    byCause(view, 'credential', ({ run, mark, at }) => {
      const accepted = acceptances(view)
      const later = accepted.find((success) => success.at > mark.at)
      const earlier = accepted.findLast((success) => success.at < mark.at)
      // What worked for long and does no more was taken away, or its subject has changed.
      if (earlier !== undefined && later === undefined) return undefined
      const what = `in ${sayRun(run)} no federated credential matched the token (${mark.code}, ${sayInstant(at)})`
      return later === undefined
        ? { certainty: 'possible', text: `${what}, and nothing shows that one ever did: it may be new, or wrong.` }
        : {
            certainty: 'likely',
            text: `${what}, and at ${sayInstant(later.at)} one did: it was new, and not everywhere yet.`,
          }
    }),
}

function acceptances({ runs }: HistoryView): readonly TokenMark[] {
  return runs.flatMap(({ run }) => run.marks.filter(({ kind }) => kind === 'accepted')).toSorted((a, b) => a.at - b.at)
}
