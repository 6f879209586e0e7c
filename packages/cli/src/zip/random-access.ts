import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Bytes that can be read anywhere. */
export interface RandomAccess {
  readonly size: number
  /** At most so many bytes from there on; fewer at the end. */
  read(offset: number, length: number): Uint8Array
  close(): void
}

/** A file, of which no more is in memory than is being read. Throws Node's error where it cannot be opened. */
export function openRandomAccess(path: string): RandomAccess {
  const descriptor = openSync(path, 'r')
  const { size } = fstatSync(descriptor)
  return {
    size,
    read(offset, length) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)))
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset))
    },
    close: () => closeSync(descriptor),
  }
}

/** Bytes that are in memory already. */
export function accessOf(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length), close: () => {} }
}
