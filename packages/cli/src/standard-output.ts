import { fstatSync, writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { CliError } from './errors.ts'

/** An output of this process that could not be written, with Node's error as its cause. */
export class OutputError extends CliError {
  override readonly name = 'OutputError'

  constructor(where: string, cause: NodeJS.ErrnoException) {
    super('ERR_OUTPUT', `${where} cannot be written: ${describeWriteFailure(cause)}.`, { cause })
  }
}

/** Failures that are the machine's, not the user's: there is nothing wrong with what was asked for. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: "the user's share of the disk is used up",
  EFBIG: 'the file would grow beyond its limit',
  EIO: 'the disk failed',
  EROFS: 'the file system is read-only',
}

/** Whether a write failed because of the machine and not because of what was asked for. */
export function isWriteFailure(error: unknown): error is NodeJS.ErrnoException {
  return Object.hasOwn(REASONS, (error as NodeJS.ErrnoException | undefined)?.code ?? '')
}

/** Why something could not be written, in words where the code is known. */
export function describeWriteFailure({ code, message }: NodeJS.ErrnoException): string {
  const reason = code === undefined ? undefined : REASONS[code]
  return reason === undefined ? (code ?? message) : `${reason} (${code})`
}

/**
 * A standard stream that loses nothing in silence. Node writes to a file without a look at how much of it was taken: on a disk that is almost full the rest would
 * be lost without an error. Terminals and pipes are Node's own streams.
 *
 * @param own Node's own stream; making one takes time, so it is asked for only where it is used
 */
export function standardOutput(descriptor: 1 | 2, own: () => NodeJS.WriteStream): NodeJS.WritableStream {
  const stat = fstatSync(descriptor)
  const isNodes = stat.isFIFO() || stat.isSocket() || (stat.isCharacterDevice() && own().isTTY)
  if (isNodes) return own()
  const stream = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      try {
        for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  return Object.assign(stream, { fd: descriptor })
}
