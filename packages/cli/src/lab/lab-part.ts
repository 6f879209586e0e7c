import type { Io } from '../verb.ts'

/** One part of `mintwell lab`. */
export interface LabPart {
  readonly usage: string
  readonly help: string
  run(argv: readonly string[], io: Io): Promise<number>
}
