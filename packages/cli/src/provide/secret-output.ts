import { writeFileSync } from 'node:fs'
import type { CiLog } from '@mintwell/client'
import { type Io, UsageError } from '../verb.ts'

/** Writes a secret where the user wants it: a file, 0600, or standard output. The mask is registered first. */
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
    // `wx` first would refuse an older file; its mode would stay what it was, so it is made anew.
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw new UsageError(`${file} cannot be written (${code ?? 'no reason given'})`)
    throw new UsageError(
      `${file} is there already: a secret is not put into a file that others may have open. Remove it first`,
    )
  }
}
