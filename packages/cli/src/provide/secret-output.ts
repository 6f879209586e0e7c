import type { CiLog } from '@mintwell/client'
import { isWriteFailure, OutputError } from '../standard-output.ts'
import { type Io, UsageError } from '../verb.ts'
import { makeFile } from '../write-file.ts'

/** Writes a secret where the user wants it: a new file, 0600, or standard output. The mask is registered first. */
export function writeSecret(
  text: string,
  secrets: readonly string[],
  file: string | undefined,
  io: Io,
  log: CiLog,
): void {
  for (const secret of secrets) log.mask(secret)
  if (file === undefined) {
    io.stdout.write(text)
    return
  }
  try {
    // An older file is not taken: its mode would stay what it was, and others may have it open.
    makeFile(file, text, 0o600)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (isWriteFailure(error)) throw new OutputError(file, error)
    if (code !== 'EEXIST') throw new UsageError(`${file} cannot be written (${code ?? 'no reason given'})`)
    throw new UsageError(
      `${file} exists already: a secret is not put into a file that others may have open. Remove it first`,
    )
  }
}
