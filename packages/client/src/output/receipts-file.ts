import { type ComparedWith, type Handover, makeReceipt, nothingSeen, type Receipt, type Seen } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import type { Held } from '../keeper/held.ts'
import type { SurfaceFiles } from '../surfaces/surface-directory.ts'

/** A file of receipts, one JSON object a line: what earlier steps and runs were given, and a line for each token of this one. */
export interface ReceiptsFile {
  /** The tokens that the file has already, to tell echoes by. */
  readonly history: Seen
  /** Adds the receipt of a token. Throws `ERR_RECEIPTS`. */
  write(held: Held, at: number): void
}

/** Opens a file of receipts; one that is not there yet is empty. Lines that are no receipts are passed over. */
export function openReceipts(
  path: string,
  handover: Handover,
  files: Pick<SurfaceFiles, 'read' | 'append'>,
): ReceiptsFile {
  const earlier = (files.read(path) ?? '').split('\n').flatMap(readReceipt)
  const otherRuns = new Set(earlier.map(({ run }) => run).filter((run) => run !== handover.run))
  const comparedWith: ComparedWith =
    otherRuns.size > 0 ? { scope: 'history', count: otherRuns.size } : { scope: 'job', count: earlier.length }
  const history: Seen =
    earlier.length === 0
      ? nothingSeen
      : { fingerprints: new Set(earlier.map(({ fingerprint }) => fingerprint)), comparedWith }
  return {
    history,
    write({ reading, judgement }, at) {
      const receipt: Receipt = makeReceipt({ handover, reading, judgement, comparedWith: history.comparedWith, at })
      try {
        files.append(path, `${JSON.stringify(receipt)}\n`, 0o600)
      } catch (error) {
        throw new ClientError('ERR_RECEIPTS', {
          message: `The receipt cannot be written to ${path} (${(error as NodeJS.ErrnoException).code ?? 'no reason given'}).`,
          hint: 'The directory must exist and be writable by this user.',
          cause: error,
        })
      }
    },
  }
}

function readReceipt(line: string): readonly { readonly fingerprint: string; readonly run: string | null }[] {
  if (line.trim() === '') return []
  try {
    const { fingerprint, run } = JSON.parse(line) as { fingerprint?: unknown; run?: unknown }
    return typeof fingerprint === 'string' ? [{ fingerprint, run: typeof run === 'string' ? run : null }] : []
  } catch {
    return []
  }
}
