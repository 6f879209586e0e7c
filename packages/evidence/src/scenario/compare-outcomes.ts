import type { History } from '../history/history.ts'
import { classify } from '../judge/classify.ts'
import { outcomesOf } from './run-outcomes.ts'
import type { RunOutcome, Scenario } from './scenario.ts'

/** One run, as it was seen and as it was played. */
export interface ComparedRun {
  readonly id: string
  readonly seen: RunOutcome
  /** Null where it was not played to its end. */
  readonly played: RunOutcome | null
  readonly isSame: boolean
}

/** A scenario beside what was played of it. */
export interface ScenarioComparison {
  readonly runs: readonly ComparedRun[]
  readonly mechanism: { readonly seen: string; readonly played: string; readonly isSame: boolean }
  readonly isSame: boolean
}

/**
 * Compares what was played with what was seen, run by run and in what explains it.
 *
 * @param played the history of the replay; its runs are those of the scenario, in order
 */
export function compareWithScenario(scenario: Scenario, played: History): ScenarioComparison {
  const outcomes = [...outcomesOf(played).values()]
  const runs = scenario.runs.flatMap(({ id, seen }, index): ComparedRun[] => {
    if (seen === null) return []
    const outcome = outcomes[index] ?? null
    return [{ id, seen, played: outcome, isSame: outcome !== null && isSame(seen, outcome) }]
  })
  const compared = scenario.runs.map(({ seen }, index) => (seen === null ? null : (played.runs[index] ?? null)))
  const mechanism = classify({ ...played, runs: compared.filter((run) => run !== null) }).mechanism
  const isSameMechanism = mechanism === scenario.mechanism
  return {
    runs,
    mechanism: { seen: scenario.mechanism, played: mechanism, isSame: isSameMechanism },
    isSame: isSameMechanism && runs.every((run) => run.isSame),
  }
}

/** Logs do not always show the tokens: what was not seen cannot differ. */
function isSame(seen: RunOutcome, played: RunOutcome): boolean {
  const isEqual = (a: readonly string[], b: readonly string[]) => a.join() === b.join()
  return isEqual(seen.codes, played.codes) && (seen.verdicts.length === 0 || isEqual(seen.verdicts, played.verdicts))
}
