import { OutputError } from '../standard-output.ts'
import { putFile } from '../write-file.ts'

/**
 * Writes a text file that the user named, whole or not at all.
 *
 * @throws OutputError
 */
export function writeUserFile(file: string, text: string): void {
  try {
    putFile(file, text, 0o666 & ~process.umask())
  } catch (error) {
    throw new OutputError(file, error as NodeJS.ErrnoException)
  }
}
