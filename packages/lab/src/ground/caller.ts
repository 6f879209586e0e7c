/** Who sent a request, as the gateway learns from its user: a step of a job, and what for. */
export interface Caller {
  readonly runNumber: number
  readonly stage: string
  readonly job: string
  readonly step: string
  /** `login` where the step's `az` logs in, `script` for all else. */
  readonly purpose: 'login' | 'script'
}

/** What the gateway hands to a service beside the request. */
export interface ServiceEnvironment {
  readonly caller?: Caller
}
