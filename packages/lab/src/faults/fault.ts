import type { Clock } from '@mintwell/clock'
import type { FaultHooks } from './fault-hooks.ts'

/** A parameter of a fault: its value as text where nothing else is given, and how it is read. A duration is such as `20h` or `90s`. */
export interface FaultParameter {
  readonly kind: 'duration' | 'number' | 'text'
  readonly default: string
  readonly summary: string
  /** The values that a text may have; any where it is not given. */
  readonly oneOf?: readonly string[]
}

/** Parameter values as they were read: durations in milliseconds. */
export type FaultValues<P extends Readonly<Record<string, FaultParameter>>> = {
  readonly [K in keyof P]: { readonly text: string; readonly number: number; readonly duration: number }[P[K]['kind']]
}

/** A fault as data: what it is, what it does in the real cloud, and how it takes hold of the lab's services. */
export interface Fault<P extends Readonly<Record<string, FaultParameter>> = Readonly<Record<string, FaultParameter>>> {
  readonly name: string
  /** One line: what happens in the lab. */
  readonly summary: string
  /** One line: how this comes about in the real cloud. */
  readonly inCloud: string
  readonly parameters: P
  /** Makes the fault's hooks, with whatever state they keep. */
  create(values: FaultValues<P>, context: FaultContext): FaultHooks
}

/** What the hooks of a fault may use. */
export interface FaultContext {
  readonly clock: Clock
}

/** Gives a fault its types, and forgets them: a list can hold faults of different parameters. */
export function defineFault<const P extends Readonly<Record<string, FaultParameter>>>(fault: Fault<P>): Fault {
  return fault as unknown as Fault
}

/** A fault that was chosen, with its parameters as they were read. */
export interface FaultChoice {
  readonly fault: Fault
  readonly values: Readonly<Record<string, string | number>>
}
