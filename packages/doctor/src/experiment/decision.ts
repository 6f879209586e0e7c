/** Which mechanism explains what was observed. `not-tested`: nothing could be asked, so nothing is claimed. */
export type DoctorMechanism =
  | 'late-bound'
  | 'echo'
  | 'both'
  | 'held-too-long'
  | 'spent'
  | 'clock-skew'
  | 'no-token'
  | 'job-token'
  | 'network'
  | 'none'
  | 'not-tested'

/** What the experiment decides, and what it rests on. */
export interface Decision {
  readonly mechanism: DoctorMechanism
  /** Whole sentences, the deciding one first. */
  readonly evidence: readonly string[]
  /** The next step; null where nothing needs to be done. */
  readonly cure: string | null
}
