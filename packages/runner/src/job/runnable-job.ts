import type { JobPlan } from '@mintwell/language'

/** A job whose limits are numbers: expressions in them have been evaluated. */
export interface RunnableJob extends JobPlan {
  readonly continueOnError: boolean
  readonly timeoutInMinutes: number
  readonly cancelTimeoutInMinutes: number
}
