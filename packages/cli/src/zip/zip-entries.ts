import { createInflateRaw } from 'node:zlib'
import { CliError } from '../errors.ts'
import type { RandomAccess } from './random-access.ts'

/** A file in an archive. */
export interface ZipEntry {
  /** With slashes; never out of the archive. */
  readonly path: string
  readonly size: number
  open(): AsyncIterable<Uint8Array>
}

/** What an archive of logs may hold. Choices: the logs of a run are some hundred files of some megabytes, and pack to a tenth. */
export const ZIP_LIMITS = {
  entries: 20_000,
  /** Of one file, and of all, unpacked, in bytes. */
  fileBytes: 1_073_741_824,
  allBytes: 4_294_967_296,
  /** Unpacked bytes for one of the archive, of files larger than `smallBytes`. */
  ratio: 200,
  smallBytes: 16_777_216,
} as const

const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
/** The end record and the longest comment after it (PKWARE APPNOTE 4.3.16). */
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const UNKNOWN_32 = 0xffffffff
const CHUNK = 1_048_576
const STORED = 0
const DEFLATED = 8

interface Found extends Omit<ZipEntry, 'open'> {
  readonly method: number
  readonly packed: number
  readonly offset: number
}

/**
 * The files of an archive, by its central directory. Nothing is unpacked before it is read, and then as a stream: node:zlib does that in memory that does not grow, which fflate's
 * whole-file calls do not.
 *
 * @throws CliError `ERR_ARCHIVE` where it is no archive or holds more than {@link ZIP_LIMITS}
 */
export function listZip(
  archive: RandomAccess,
  limits: { readonly [Name in keyof typeof ZIP_LIMITS]: number } = ZIP_LIMITS,
): readonly ZipEntry[] {
  const { offset, count } = findDirectory(archive)
  if (count > limits.entries) throw bad(`it has ${count} entries, and at most ${limits.entries} are read`)
  const entries = readDirectory(archive, offset, count)
  let all = 0
  for (const { path, size, packed } of entries) {
    all += size
    if (size > limits.fileBytes) throw bad(`'${path}' unpacks to more than ${limits.fileBytes} bytes`)
    if (all > limits.allBytes) throw bad(`it unpacks to more than ${limits.allBytes} bytes`)
    if (size > limits.smallBytes && size > limits.ratio * packed)
      throw bad(`'${path}' unpacks to more than ${limits.ratio} times its size`)
  }
  return entries
    .filter(({ path }) => !path.endsWith('/') && isInside(path))
    .map(({ path, size, ...place }) => ({ path, size, open: () => unpack(archive, { path, size, ...place }) }))
}

function findDirectory(archive: RandomAccess): { readonly offset: number; readonly count: number } {
  const start = Math.max(0, archive.size - END_BYTES - LONGEST_COMMENT)
  const tail = viewOf(archive.read(start, END_BYTES + LONGEST_COMMENT))
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END) continue
    const count = tail.getUint16(at + 10, true)
    const offset = tail.getUint32(at + 16, true)
    return offset === UNKNOWN_32 || count === 0xffff
      ? (findDirectory64(archive, start + at) ?? { offset, count })
      : { offset, count }
  }
  throw bad('it has no end record; perhaps it was cut off')
}

function findDirectory64(
  archive: RandomAccess,
  end: number,
): { readonly offset: number; readonly count: number } | undefined {
  const locator = viewOf(archive.read(Math.max(0, end - 20), 20))
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== LOCATOR_64) return undefined
  const record = viewOf(archive.read(Number(locator.getBigUint64(8, true)), 56))
  if (record.byteLength < 56 || record.getUint32(0, true) !== END_64) throw bad('its end record is damaged')
  return { count: Number(record.getBigUint64(32, true)), offset: Number(record.getBigUint64(48, true)) }
}

function readDirectory(archive: RandomAccess, start: number, count: number): readonly Found[] {
  const entries: Found[] = []
  let at = start
  for (let index = 0; index < count; index += 1) {
    const head = viewOf(archive.read(at, 46))
    if (head.byteLength < 46 || head.getUint32(0, true) !== CENTRAL) throw bad('its directory is damaged')
    const nameLength = head.getUint16(28, true)
    const extraLength = head.getUint16(30, true)
    const name = archive.read(at + 46, nameLength)
    const sizes = sizesOf(head, archive.read(at + 46 + nameLength, extraLength))
    const isEncrypted = (head.getUint16(8, true) & 1) !== 0
    const path = new TextDecoder('utf-8').decode(name).replaceAll('\\', '/')
    if (!isEncrypted) entries.push({ path, method: head.getUint16(10, true), ...sizes })
    at += 46 + nameLength + extraLength + head.getUint16(32, true)
  }
  return entries
}

/** Sizes and place, which are in the extra field of ZIP64 where they do not fit (PKWARE APPNOTE 4.5.3). */
function sizesOf(head: DataView, extra: Uint8Array): Pick<Found, 'size' | 'packed' | 'offset'> {
  const known = [head.getUint32(24, true), head.getUint32(20, true), head.getUint32(42, true)]
  const view = viewOf(extra)
  for (let at = 0; at + 4 <= view.byteLength; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let field = at + 4
    for (const [index, value] of known.entries()) {
      if (value !== UNKNOWN_32 || field + 8 > view.byteLength) continue
      known[index] = Number(view.getBigUint64(field, true))
      field += 8
    }
  }
  const [size = 0, packed = 0, offset = 0] = known
  return { size, packed, offset }
}

async function* unpack(
  archive: RandomAccess,
  { path, size, packed, offset, method }: Found,
): AsyncGenerator<Uint8Array> {
  const head = viewOf(archive.read(offset, 30))
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) throw bad(`'${path}' is damaged`)
  const start = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true)
  const raw = piecesOf(archive, start, packed)
  if (method !== STORED && method !== DEFLATED)
    throw bad(`'${path}' is packed in a way that is not read here (${method})`)
  let given = 0
  try {
    for await (const chunk of method === STORED ? raw : inflate(raw)) {
      given += chunk.length
      if (given > size) throw bad(`'${path}' unpacks to more than it says`)
      yield chunk
    }
  } catch (error) {
    if (error instanceof CliError) throw error
    throw bad(`'${path}' is damaged`, error)
  }
}

function* piecesOf(archive: RandomAccess, start: number, length: number): Generator<Uint8Array> {
  for (let at = 0; at < length; at += CHUNK) {
    const piece = archive.read(start + at, Math.min(CHUNK, length - at))
    if (piece.length === 0) return
    yield piece
  }
}

async function* inflate(raw: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Readable } = await import('node:stream')
  const source = Readable.from(raw)
  const inflated = source.pipe(createInflateRaw({ chunkSize: 65_536 }))
  try {
    for await (const chunk of inflated) yield chunk as Uint8Array
  } finally {
    source.destroy()
    inflated.destroy()
  }
}

/** Whether a path stays in the archive: what leads out of it was made to. */
function isInside(path: string): boolean {
  return path !== '' && !path.includes('\0') && !/^(?:\/|[A-Za-z]:)/.test(path) && !path.split('/').includes('..')
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function bad(why: string, cause?: unknown): CliError {
  return new CliError('ERR_ARCHIVE', `the archive cannot be read: ${why}.`, {
    hint: 'Download the logs once more, or unpack the archive and give the folder.',
    cause,
  })
}
