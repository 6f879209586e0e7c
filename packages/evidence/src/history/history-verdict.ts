import type { Instant } from '@mintwell/clock'

/**
 * What explains a history of runs. `late-bound`, `echo`, `held-too-long` and `clock-skew` are the mechanisms of `explain`; `both` is late-bound and echo together. `rotation`: the key that
 * signed a token was not known. `not-propagated`: the federated credential was not there yet. `spent`: the token had been used before, at a party that takes it once. `none`: nothing
 * is wrong with the tokens. `unknown`: something was refused, and what the history has does not tell why.
 */
export const historyMechanisms = [
  'late-bound',
  'echo',
  'both',
  'held-too-long',
  'clock-skew',
  'rotation',
  'not-propagated',
  'spent',
  'none',
  'unknown',
] as const

/** One of {@link historyMechanisms}. */
export type HistoryMechanism = (typeof historyMechanisms)[number]

/** `shown`: the history says so. `likely`: inferred from times that hardly allow anything else. `possible`: nothing speaks against it. */
export type VerdictCertainty = 'shown' | 'likely' | 'possible'

/** One thing that a verdict rests on. */
export interface VerdictReason {
  readonly text: string
  /** The run that shows it, by its id; null where it is of several. */
  readonly run: string | null
  readonly at: Instant | null
}

/** One mechanism that was found, and in which runs. */
export interface MechanismFinding {
  readonly mechanism: Exclude<HistoryMechanism, 'both' | 'none'>
  readonly certainty: VerdictCertainty
  /** Ids of runs. */
  readonly runs: readonly string[]
  readonly reasons: readonly VerdictReason[]
}

/** A token that more than one run or request was given. */
export interface TokenReuse {
  /** The token by its id in the history. */
  readonly token: string
  /** How often it was taken. */
  readonly times: number
  readonly runs: readonly string[]
  readonly firstAt: Instant
  readonly lastAt: Instant
  /** `same token ×14 over 23 h 50 min`. */
  readonly text: string
}

/** What a history comes down to. */
export interface HistoryVerdict {
  readonly mechanism: HistoryMechanism
  readonly certainty: VerdictCertainty
  /** One sentence for people. */
  readonly summary: string
  readonly reasons: readonly VerdictReason[]
  /** All that was found, what decides first. */
  readonly findings: readonly MechanismFinding[]
  /** What explains each run, by its id, in the order of the history. */
  readonly runs: readonly { readonly run: string; readonly mechanism: HistoryMechanism }[]
  readonly reuses: readonly TokenReuse[]
  /** How the start times of the runs lie within the day, in a sentence; null where there is nothing to say. */
  readonly drift: string | null
  /** What to do, the cheapest first. */
  readonly cures: readonly string[]
  /** What would decide where the history does not. */
  readonly experiment: readonly string[]
}
