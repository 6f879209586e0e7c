import type { Instant } from '@mintwell/token'
import type { AssertionTimes } from '../assertion/assertion-times.ts'
import type { KnownRefusal } from '../refusals/known-refusal.ts'
import type { RefusalValues } from '../refusals/refusal-values.ts'

/** One refusal as a text has it, read but not yet explained. */
export interface FoundRefusal {
  readonly code: string
  /** Where in the words of its passage. */
  readonly place: number
  readonly times: AssertionTimes | null
  readonly values: RefusalValues
  readonly traceId: string | null
  readonly correlationId: string | null
  /** The service's time stamp, else the log's. */
  readonly at: Instant | null
  /** The message, without what follows it. */
  readonly message: string
  /** What is known of it; null where only its code tells. */
  readonly known: KnownRefusal | null
}

/** The code that is about times, and the only one that has them. */
export const TIME_CODE = 'AADSTS700024'
