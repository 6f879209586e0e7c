import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a directory and those above it, 0700. Node's own `recursive` never ends where a file system refuses new entries with ENOENT, as /proc does (Node 20), so
 * each is made by itself. Throws Node's errors; ENOTDIR where a file is in the way.
 */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && dirname(path) !== path) {
      makeDirectory(dirname(path))
      mkdirSync(path, { mode: 0o700 })
    } else if (code !== 'EEXIST') throw error
    else if (!statSync(path).isDirectory()) {
      throw Object.assign(new Error(`${path} is not a directory`), { code: 'ENOTDIR', path })
    }
  }
}
