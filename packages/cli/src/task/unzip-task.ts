import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { type UnzipFileInfo, type Unzipped, unzipSync } from 'fflate'
import { TaskFetchError } from './task-error.ts'

/** What an archive of a task may hold. Microsoft's own largest have 15 000 files and unpack to 170 MB (AzureCLI@2, 2026). */
export const ARCHIVE_LIMITS = {
  entries: 50_000,
  /** Of one file, and of all, unpacked, in bytes. */
  fileBytes: 256 * 1_048_576,
  allBytes: 1_024 * 1_048_576,
  /** Unpacked bytes for one of the archive: text packs to a tenth, a bomb to a thousandth. */
  ratio: 200,
} as const

const HINT = 'The archive was not unpacked. Ask the publisher of the task.'

/**
 * Unpacks the archive of a task into a folder, which appears whole or not at all.
 *
 * @throws TaskFetchError `ERR_TASK_ARCHIVE` where it is no archive, is too large, or has a path that leads out of the folder
 */
export function unzipTask(
  archive: Uint8Array,
  folder: string,
  limits: typeof ARCHIVE_LIMITS | UnzipLimits = ARCHIVE_LIMITS,
): void {
  const files = unpack(archive, limits)
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
  const scratch = mkdtempSync(`${folder}.new-`)
  try {
    for (const [name, bytes] of Object.entries(files)) {
      if (name.endsWith('/')) continue
      const path = join(scratch, name)
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileSync(path, bytes, { mode: 0o600 })
    }
    rmSync(folder, { recursive: true, force: true })
    renameSync(scratch, folder)
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true })
    throw error
  }
}

/** The shape of {@link ARCHIVE_LIMITS}. */
export type UnzipLimits = { readonly [Name in keyof typeof ARCHIVE_LIMITS]: number }

function unpack(archive: Uint8Array, limits: UnzipLimits): Unzipped {
  let entries = 0
  let bytes = 0
  const check = (file: UnzipFileInfo): boolean => {
    entries += 1
    bytes += file.originalSize
    if (entries > limits.entries) throw bad(`the archive has more than ${limits.entries} entries`)
    if (file.originalSize > limits.fileBytes) throw bad(`'${file.name}' unpacks to more than ${limits.fileBytes} bytes`)
    if (bytes > limits.allBytes) throw bad(`the archive unpacks to more than ${limits.allBytes} bytes`)
    if (file.originalSize > limits.ratio * Math.max(file.size, 1_024))
      throw bad(`'${file.name}' unpacks to more than ${limits.ratio} times its size`)
    if (!isInside(file.name)) throw bad(`the path '${file.name}' leads out of the folder of the task`)
    return true
  }
  try {
    return unzipSync(archive, { filter: check })
  } catch (error) {
    if (error instanceof TaskFetchError) throw error
    throw bad(`the archive cannot be read: ${(error as Error).message}`)
  }
}

/** Whether a path of an archive stays in the folder that it is unpacked into, on every system. */
function isInside(name: string): boolean {
  if (name === '' || name.includes('\0') || name.includes('\\') || /^[A-Za-z]:/.test(name)) return false
  const normal = posix.normalize(name)
  return !posix.isAbsolute(normal) && normal !== '..' && !normal.startsWith('../')
}

function bad(message: string): TaskFetchError {
  return new TaskFetchError('ERR_TASK_ARCHIVE', message, HINT)
}
