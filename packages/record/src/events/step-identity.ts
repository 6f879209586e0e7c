/** A step, by the names that a run has of it. */
export interface StepIdentity {
  readonly stage: string
  readonly job: string
  /** The reference name in the job. */
  readonly step: string
}
