import { readFileSync } from 'node:fs'

/** A file that the user named and that cannot be read; the message names it. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError'
}

/** What the codes of Node's errors mean for the file; others are shown as they are. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of the path before it is a file, not a folder',
  EISDIR: 'this is a folder; a file is needed',
  EACCES: 'this file may not be read',
  ENAMETOOLONG: 'the name is longer than the file system allows',
  ELOOP: 'its symbolic links lead in a circle',
}
/** As much of a path as an error shows, in characters. */
const MOST_SHOWN = 200

/** Reads a text file that the user named. Throws {@link UnreadableFileError}. */
export function readUserFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new UnreadableFileError(`${file.slice(0, MOST_SHOWN)}: ${reasons[code] ?? code}.`, { cause: error })
  }
}
