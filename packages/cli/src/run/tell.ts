import { createEnvelopes, type Envelope, type Told } from '@mintwell/record'
import { inBatches } from './in-batches.ts'

/** Takes what happens in a session and hands it on as envelopes, in its order, a few at a time. */
export interface Teller {
  /** `run` is the number of the run that it belongs to, null where it belongs to none. */
  tell(told: Told, run: number | null): void
  /** Hands on at once what waits. */
  flush(): void
}

/** Begins to tell; `deliver` is never called with nothing. */
export function startTelling(deliver: (envelopes: readonly Envelope[]) => void): Teller {
  const envelope = createEnvelopes()
  const batches = inBatches<readonly [Told, number | null]>((waiting) =>
    deliver(waiting.map(([told, run]) => envelope(told, run))),
  )
  return { tell: (told, run) => batches.add([told, run]), flush: batches.flush }
}
