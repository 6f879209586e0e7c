import { CliError } from '../errors.ts'
import { readNamedFile } from '../read-file.ts'

/** A file that the user named and that cannot be read; the message names it. */
export class UnreadableFileError extends CliError {
  override readonly name = 'UnreadableFileError'

  constructor(message: string, options: ErrorOptions = {}) {
    super('ERR_FILE_UNREADABLE', message, { cause: options.cause })
  }
}

/** What the codes of Node's errors mean for the file; others are shown as they are. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of the path before it is a file, not a folder',
  EISDIR: 'this is a folder; a file is needed',
  EACCES: 'this user may not read the file',
  ENAMETOOLONG: 'the name is longer than the file system allows',
  ELOOP: 'its symbolic links lead in a circle',
  EFBIG: 'this is larger than 256 MiB',
}
/** V8 holds strings of at most about 512 MiB. */
const LARGEST_BYTES = 268_435_456
/** As much of a path as an error shows, in characters. */
const MOST_SHOWN = 200

/** Reads a text file that the user named. Rejects with {@link UnreadableFileError}; with an error of the code ABORT_ERR where the signal ends it. */
export async function readUserFile(file: string, signal?: AbortSignal): Promise<string> {
  return (await readUserBytes(file, signal)).toString('utf8')
}

/** Reads a file that the user named, as {@link readUserFile} does, without decoding it. */
export async function readUserBytes(file: string, signal?: AbortSignal): Promise<Buffer> {
  try {
    const bytes = await readNamedFile(file, signal, LARGEST_BYTES)
    if (!bytes) throw Object.assign(new Error(`${file} is too large`), { code: 'EFBIG' })
    return bytes
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    if (code === 'ABORT_ERR') throw error
    throw new UnreadableFileError(`${file.slice(0, MOST_SHOWN)}: ${reasons[code] ?? code}.`, { cause: error })
  }
}
