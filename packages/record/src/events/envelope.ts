import type { Instant } from '@mintwell/clock'
import type { ClientEvent } from './client-event.ts'
import type { RunEvent } from './run-event.ts'
import type { ServiceEvent } from './service-event.ts'
import type { SessionEvent } from './session-event.ts'

/** An event without its instant, which the envelope has. */
type Unstamped<E> = E extends unknown ? Omit<E, 'at'> : never

/** Who says an event, and what. */
export type Told =
  | { readonly from: 'session'; readonly event: SessionEvent }
  | { readonly from: 'runner'; readonly event: RunEvent }
  | { readonly from: 'lab'; readonly event: ServiceEvent }
  | { readonly from: 'client'; readonly event: ClientEvent }

type Enveloped<T> = T extends { readonly from: infer From; readonly event: infer E }
  ? { readonly from: From; readonly event: Unstamped<E> }
  : never

/**
 * One thing that happened. The record of a session is a list of these, in the order of `seq`; everything that is shown or reported is a fold over it.
 * `docs/reference/record.schema.json` is its JSON schema.
 */
export type Envelope = {
  readonly schema: 1
  /** The run's number; null for what belongs to no run. */
  readonly run: number | null
  /** Counts from 1, without a gap. */
  readonly seq: number
  /** By the session's clock: ISO 8601 in UTC, with milliseconds. */
  readonly at: string
} & Enveloped<Told>

/** Puts events into envelopes, numbered from 1. */
export function createEnvelopes(): (told: Told, run: number | null) => Envelope {
  let seq = 0
  return ({ from, event: { at, ...event } }, run) => {
    seq += 1
    return { schema: 1, run, seq, at: isoOf(at), from, event } as Envelope
  }
}

function isoOf(instant: Instant): string {
  return new Date(instant).toISOString()
}
