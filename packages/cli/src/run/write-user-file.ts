import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** A file that the user named and that cannot be written; the message names it. */
export class UnwritableFileError extends Error {
  override readonly name = 'UnwritableFileError'
}

/**
 * Writes a text file that the user named, whole or not at all: it is written beside and then renamed.
 *
 * @throws UnwritableFileError
 */
export function writeUserFile(file: string, text: string): void {
  const aside = `${file}.${process.pid}.new`
  try {
    writeFileSync(aside, text, { flag: 'wx' })
    renameSync(aside, file)
  } catch (error) {
    rmSync(aside, { force: true })
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new UnwritableFileError(`${file} cannot be written (${code}).`, { cause: error })
  }
}
