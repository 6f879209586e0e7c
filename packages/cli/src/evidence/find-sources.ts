import { opendir, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import type { LogFile } from '@mintwell/evidence'
import { openNamedFile, readNamedFile } from '../read-file.ts'
import { UnreadableFileError } from '../run/read-user-file.ts'
import { type Io, UsageError } from '../verb.ts'
import { accessOf, openRandomAccess, type RandomAccess } from '../zip/random-access.ts'
import { listZip } from '../zip/zip-entries.ts'
import { SNIFFED_BYTES, sniff } from './sniff.ts'

/** What the user named, as files to read. */
export interface EvidenceSources {
  readonly logs: LogFile[]
  /** Texts of records: events or receipts. */
  readonly records: { readonly path: string; readonly text: string }[]
  /** What was left out, and why. */
  readonly notes: string[]
  /** What else is to be done when all is read. */
  onClose(action: () => void): void
  /** Closes the archives that are open. */
  close(): void
}

/** The most files that folders are looked through for. */
const MOST_FILES = 20_000
/** A record is read whole, and so is what comes on standard input and is an archive; in bytes. */
const LARGEST_WHOLE = 268_435_456

/**
 * Finds what to read: files, folders with all that is in them, archives of "Download logs", records, and standard input for `-`.
 *
 * @throws UsageError, UnreadableFileError where something that was named cannot be read
 * @throws CliError `ERR_ARCHIVE` where an archive that was named cannot
 */
export async function findSources(paths: readonly string[], io: Io): Promise<EvidenceSources> {
  const open: RandomAccess[] = []
  const actions: (() => void)[] = []
  const close = () => {
    for (const access of open.splice(0)) access.close()
    for (const action of actions.splice(0).reverse()) action()
  }
  const onClose = (action: () => void) => void actions.push(action)
  const sources: EvidenceSources = { logs: [], records: [], notes: [], onClose, close }
  try {
    const seen = new Set<string>()
    for (const path of paths) {
      if (path === '-') await addStandardInput(sources, io)
      else await addPath(path, { sources, open, seen, io })
    }
    return sources
  } catch (error) {
    close()
    throw error
  }
}

interface Search {
  readonly sources: EvidenceSources
  readonly open: RandomAccess[]
  readonly seen: Set<string>
  readonly io: Io
}

async function addPath(path: string, search: Search): Promise<void> {
  const file = resolve(search.io.cwd, path)
  try {
    if (!(await stat(file)).isDirectory()) return await addFile(file, path, search)
  } catch (error) {
    throw unreadable(path, error)
  }
  const files = await filesIn(file, path)
  for (const each of files) {
    const shown = join(path, relative(file, each)).split(sep).join('/')
    try {
      await addFile(each, shown, search)
    } catch (error) {
      search.io.signal.throwIfAborted()
      search.sources.notes.push(`${shown} is left out: ${(error as Error).message}`)
    }
  }
}

async function filesIn(folder: string, named: string): Promise<readonly string[]> {
  const files: string[] = []
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      const inside = relative(folder, entry.parentPath).split(sep)
      if (!entry.isFile() || inside.some((part) => part === '.git' || part === 'node_modules')) continue
      files.push(join(entry.parentPath, entry.name))
      if (files.length > MOST_FILES)
        throw new UsageError(`${named} has more than ${MOST_FILES} files; give the folder of the logs alone.`)
    }
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(named, error)
  }
  return files.sort()
}

async function addFile(file: string, shown: string, { sources, open, seen, io }: Search): Promise<void> {
  if (seen.has(file)) return
  seen.add(file)
  const info = await stat(file)
  if (!info.isFile()) return addUnsized(file, shown, sources, io)
  const access = openRandomAccess(file)
  const kind = sniff(access.read(0, SNIFFED_BYTES))
  if (kind === 'zip') {
    open.push(access)
    return addArchive(access, shown, info.mtimeMs, sources)
  }
  access.close()
  if (kind === 'binary') sources.notes.push(`${shown} is left out: it is not text`)
  if (kind === 'record') sources.records.push({ path: shown, text: await wholeText(file, shown, io) })
  if (kind === 'text')
    sources.logs.push({ path: shown, modifiedAt: info.mtimeMs, open: () => openNamedFile(file, io.signal, 1_048_576) })
}

function addArchive(access: RandomAccess, shown: string, modifiedAt: number, { logs }: EvidenceSources): void {
  for (const { path, open } of listZip(access)) logs.push({ path: `${shown}/${path}`, modifiedAt, open })
}

/** A named pipe, which can be read once. */
async function addUnsized(file: string, shown: string, sources: EvidenceSources, io: Io): Promise<void> {
  const bytes = await readNamedFile(file, io.signal, LARGEST_WHOLE)
  if (bytes === undefined) throw new UnreadableFileError(`${shown}: this is larger than 256 MiB.`)
  addBytes(bytes, shown, sources, io.clock.now())
}

async function addStandardInput(sources: EvidenceSources, io: Io): Promise<void> {
  if (io.stdin instanceof Readable) addAbortSignal(io.signal, io.stdin)
  const chunks = io.stdin[Symbol.asyncIterator]()
  const first = await chunks.next()
  const head = first.done ? new Uint8Array() : Buffer.from(first.value as Uint8Array | string)
  const rest = async function* () {
    yield head
    for (let next = await chunks.next(); !next.done; next = await chunks.next())
      yield Buffer.from(next.value as Uint8Array | string)
  }
  if (sniff(head) === 'text') {
    sources.logs.push({ path: 'standard input', modifiedAt: io.clock.now(), open: rest })
    return
  }
  const whole: Uint8Array[] = []
  let size = 0
  for await (const chunk of rest()) {
    whole.push(chunk)
    size += chunk.length
    if (size > LARGEST_WHOLE) throw new UsageError('standard input is larger than 256 MiB; give the file by its name.')
  }
  addBytes(Buffer.concat(whole), 'standard input', sources, io.clock.now())
}

function addBytes(bytes: Buffer, shown: string, sources: EvidenceSources, now: number): void {
  const kind = sniff(bytes.subarray(0, SNIFFED_BYTES))
  if (kind === 'zip') addArchive(accessOf(bytes), shown, now, sources)
  if (kind === 'record') sources.records.push({ path: shown, text: bytes.toString('utf8') })
  if (kind === 'text') sources.logs.push({ path: shown, modifiedAt: now, open: () => [bytes] })
  if (kind === 'binary') sources.notes.push(`${shown} is left out: it is not text`)
}

async function wholeText(file: string, shown: string, io: Io): Promise<string> {
  const bytes = await readNamedFile(file, io.signal, LARGEST_WHOLE)
  if (bytes === undefined) throw new UnreadableFileError(`${shown}: this is larger than 256 MiB.`)
  return bytes.toString('utf8')
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
}

function unreadable(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'ABORT_ERR' || code.startsWith('ERR_')) return error
  return new UsageError(`cannot read ${path.slice(0, 200)}: ${REASONS[code] ?? code}`, { cause: error })
}
