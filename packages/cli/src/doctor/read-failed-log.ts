import { readInput } from '../inspect/read-input.ts'
import type { Io } from '../verb.ts'

/** How much of a log is kept, from its end, in bytes: what failed stands there. */
const KEPT_BYTES = 1_048_576

/** Reads the end of what a failing step printed, in memory that does not grow with it. */
export async function readFailedLog(path: string, io: Io): Promise<string> {
  let kept = Buffer.alloc(0)
  for await (const chunk of readInput([path], io, { name: 'doctor' })) {
    kept = Buffer.concat([kept, chunk])
    if (kept.length > 2 * KEPT_BYTES) kept = kept.subarray(-KEPT_BYTES)
  }
  return kept.toString('utf8')
}
