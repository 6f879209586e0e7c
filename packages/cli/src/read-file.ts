import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'

/**
 * Opens a file that the user named, to be read as it comes. Node opens and reads files in threads that cannot be interrupted: a named pipe that nobody writes to, which a shell's
 * `<(…)` may be too, would hold the process for ever, signals notwithstanding. Here it is opened without waiting, and waited for as a socket is.
 *
 * @param signal ends the reading, with its reason
 * @throws Node's error, at once where it cannot be opened
 */
export function openNamedFile(path: string, signal?: AbortSignal, chunkBytes = 65_536): Readable {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const stat = fstatSync(descriptor)
  if (stat.isDirectory()) {
    closeSync(descriptor)
    throw Object.assign(new Error(`${path} is a directory`), { code: 'EISDIR', path })
  }
  const stream =
    stat.isFIFO() || stat.isSocket()
      ? new Socket({ fd: descriptor, readable: true, writable: false })
      : createReadStream(path, { fd: descriptor, highWaterMark: chunkBytes })
  return signal ? addAbortSignal(signal, stream) : stream
}

/** Reads all of a file that the user named, up to a limit in bytes; undefined where there is more. */
export async function readNamedFile(
  path: string,
  signal?: AbortSignal,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of openNamedFile(path, signal)) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > limit) return undefined
  }
  return Buffer.concat(chunks)
}
