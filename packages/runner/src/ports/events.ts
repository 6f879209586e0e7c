export type { Issue, LineKind, RunEvent, StepIdentity } from '@mintwell/record'

/** An event without its instant, which the runner adds. */
export type Unstamped<E> = E extends unknown ? Omit<E, 'at'> : never
