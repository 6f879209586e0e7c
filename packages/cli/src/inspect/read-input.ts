import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { utf8Pieces } from '@mintwell/diagnose'
import { findTokens } from '@mintwell/token'
import { CliError } from '../errors.ts'
import { openNamedFile } from '../read-file.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

/** Refuses arguments with a token in them, or the beginning of one, before anything could print them. */
export function refuseTokens(argv: readonly string[], verb: 'evidence' | 'explain' | 'inspect'): void {
  if (argv.some((argument) => findTokens(argument).length > 0 || /(?:^|=)eyJ[\w-]{10,}/.test(argument))) {
    throw new UsageError(
      `a token was given as an argument, where every process of the machine can see it. Give it on standard input (\`… | mintwell ${verb} -\`), ${verb === 'inspect' ? 'in a file, or by --env NAME' : 'or in a file'}`,
    )
  }
}

/** How much is read at a time, in bytes. */
const CHUNK_BYTES = 1_048_576

/** What a verb reads besides plain files. */
interface TakenInput {
  /** Folders, with all files in them, and archives of logs. */
  readonly takesFolders?: boolean
}

/**
 * Reads the text that a verb is about, piece by piece, as bytes of UTF-8: the files named, one after the other, or standard input for `-` and where nothing is named. Of a
 * folder and of an archive all files are read, in the order of their names, where the verb takes folders.
 *
 * @throws UsageError where a file cannot be read, or nothing is named and standard input is a terminal
 * @throws CliError `ERR_ARCHIVE` where an archive cannot be read, or holds too much
 */
export async function* readInput(
  paths: readonly string[],
  io: Io,
  { name, takesFolders = false }: Pick<Verb, 'name'> & TakenInput,
): AsyncGenerator<Uint8Array> {
  if (paths.length === 0 && 'isTTY' in io.stdin && io.stdin.isTTY === true) {
    throw new UsageError(`give a FILE, or a text on standard input: \`mintwell ${name} - < FILE\``)
  }
  for (const path of paths.length === 0 ? ['-'] : paths) {
    if (path === '-') yield* readStandardInput(io)
    else for (const file of await filesOf(path, io, takesFolders)) yield* readNamed(file, path, io, takesFolders)
  }
}

async function* readStandardInput(io: Io): AsyncGenerator<Uint8Array> {
  // Waiting for input ends with Ctrl-C.
  if (io.stdin instanceof Readable) addAbortSignal(io.signal, io.stdin)
  yield* asUtf8(io.stdin)
}

async function* readNamed(file: string, named: string, io: Io, takesArchives: boolean): AsyncGenerator<Uint8Array> {
  try {
    if (takesArchives && (await isArchive(file))) return yield* readArchive(file)
    yield* asUtf8(openNamedFile(file, io.signal, CHUNK_BYTES))
  } catch (error) {
    throw unreadable(named, error)
  }
}

/** How archives begin (PKWARE APPNOTE 4.3.7). */
const ARCHIVE_START = Buffer.from('PK\u0003\u0004')

async function isArchive(file: string): Promise<boolean> {
  // A pipe can be read only once.
  if (!(await stat(file)).isFile()) return false
  const { openRandomAccess } = await import('../zip/random-access.ts')
  const access = openRandomAccess(file)
  try {
    return ARCHIVE_START.equals(access.read(0, ARCHIVE_START.length))
  } finally {
    access.close()
  }
}

/** All texts of an archive of logs. A job's whole log is left out where the logs of its steps are beside it: it repeats them. */
async function* readArchive(file: string): AsyncGenerator<Uint8Array> {
  const [{ openRandomAccess }, { listZip }] = await Promise.all([
    import('../zip/random-access.ts'),
    import('../zip/zip-entries.ts'),
  ])
  const access = openRandomAccess(file)
  try {
    const entries = listZip(access)
    const folders = new Set(entries.map(({ path }) => path.split('/', 1)[0]))
    for (const entry of entries) {
      const job = /^\d+_([^/]*)\.txt$/.exec(entry.path)?.[1]
      if (job !== undefined && folders.has(job)) continue
      yield* asUtf8(entry.open())
      yield Buffer.from('\n')
    }
  } finally {
    access.close()
  }
}

/** The file itself, or all files of a folder and of those in it. */
async function filesOf(path: string, io: Io, takesFolders: boolean): Promise<readonly string[]> {
  const file = resolve(io.cwd, path)
  try {
    if (!takesFolders || !(await stat(file)).isDirectory()) return [file]
    const entries = await readdir(file, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return files.sort()
  } catch (error) {
    throw unreadable(path, error)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
}

/** Says why a file cannot be read; what is no matter of the file stays as it is. */
function unreadable(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (error instanceof CliError || code === undefined || code === 'ABORT_ERR') return error
  return new UsageError(`cannot read ${path.slice(0, 200)}: ${REASONS[code] ?? code}`, { cause: error })
}

/** A text as UTF-8, each file by itself. */
async function* asUtf8(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  const pieces = utf8Pieces()
  for await (const chunk of chunks) yield pieces.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  yield pieces.end()
}
