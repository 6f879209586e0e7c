import type { Instant } from '@mintwell/clock'
import type { HistoryMechanism } from '../history/history-verdict.ts'

/** What was seen of a pipeline's runs, as far as the lab can play it: who issues, how long tokens live, what goes wrong in which run, and when each starts. Plain data. */
export interface Scenario {
  readonly schema: 1
  /** The pipeline's name or file; null where nothing told it. */
  readonly pipeline: string | null
  readonly mechanism: HistoryMechanism
  /** Who issues ID tokens: Entra, or Azure DevOps itself; null where nothing tells. */
  readonly issuer: 'entra' | 'ado' | null
  /** From mint to end, in seconds; null where nothing tells, or it is the issuer's usual one. */
  readonly idTokenLifetimeSeconds: number | null
  readonly runs: readonly ScenarioRun[]
  /** What was seen and cannot be played, in words. */
  readonly unplayed: readonly string[]
}

/** One run of a scenario. */
export interface ScenarioRun {
  readonly id: string
  readonly at: Instant
  /** The lab's faults that are on while it goes: `late-bound:age=20h`. */
  readonly faults: readonly string[]
  /** Between a token's taking and its last use, in seconds; null where nothing tells. */
  readonly gapSeconds: number | null
  /** What is expected of it; null for a run that only makes the token that later ones get. */
  readonly seen: RunOutcome | null
}

/** What came of a run's tokens. */
export interface RunOutcome {
  /** The verdicts of the tokens that it took, each once, in alphabetical order; empty where nothing tells. */
  readonly verdicts: readonly string[]
  /** The codes of refusals, each once, in alphabetical order. */
  readonly codes: readonly string[]
}
