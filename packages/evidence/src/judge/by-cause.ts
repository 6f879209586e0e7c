import type { RefusalCause } from '@mintwell/diagnose'
import type { RunFinding } from './rule.ts'
import type { HistoryView, SeenRefusal } from './run-view.ts'

/** The findings of a mechanism that a refusal itself names; `say` gives none where other things speak against it. */
export function byCause(
  { runs }: HistoryView,
  cause: RefusalCause,
  say: (refusal: SeenRefusal) => { readonly certainty: RunFinding['certainty']; readonly text: string } | undefined,
): readonly RunFinding[] {
  return runs.flatMap(({ refusals }) =>
    refusals
      .filter((refusal) => refusal.cause === cause)
      .flatMap((refusal): RunFinding[] => {
        const said = say(refusal)
        if (said === undefined) return []
        const { run, mark } = refusal
        return [{ run: run.id, certainty: said.certainty, reason: { text: said.text, run: run.id, at: mark.at } }]
      }),
  )
}
