import type { ServiceEvent } from '@mintwell/record'

export type { EventCaller, Exchange, IdTokenIssued, RefusalReason, TokenTimes } from '@mintwell/record'

/** What the lab's services say. Everything that is shown or reported of them is a fold over these. */
export type LabEvent = ServiceEvent

/** Takes an event; a port. */
export type Emit = (event: LabEvent) => void
