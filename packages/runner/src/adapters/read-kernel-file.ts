import { closeSync, openSync, readSync } from 'node:fs'

/** What is read goes through one buffer: `readFileSync` takes 8 KB for each file of `/proc`, 1.4 MB at the end of every step (measured). */
let scratch = Buffer.allocUnsafeSlow(4_096)

/**
 * Reads a file that the kernel makes up when it is read, such as `/proc/1/stat`, whose size is not known before.
 *
 * @returns its bytes as Latin-1; empty where it is gone, or another user's
 */
export function readKernelFile(path: string): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    let length = 0
    for (;;) {
      const read = readSync(file, scratch, length, scratch.length - length, null)
      if (read === 0) return scratch.toString('latin1', 0, length)
      length += read
      if (length === scratch.length) scratch = Buffer.concat([scratch], scratch.length * 2)
    }
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
