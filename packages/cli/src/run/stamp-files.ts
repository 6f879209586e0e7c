import { createHash, type Hash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

/** So many files are looked at before others may go on. */
const BATCH = 256

/** What tells whether files are still what they were, without reading them. */
export interface FilesStamp {
  /** One text for the names, kinds, modes, sizes, inodes and times of all of them. */
  readonly digest: string
  /** When the last of them was changed, in nanoseconds: the latest ctime, which no program can set back. */
  readonly changedNs: bigint
}

/** One entry as it is, not what a link leads to: any write, `chmod`, replacement or new link gives it another ctime, even where `touch` restores its mtime (stat(2)). */
export function stampEntry(path: string): { readonly text: string; readonly changedNs: bigint } {
  const { dev, ino, mode, nlink, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true })
  return { text: [dev, ino, mode, nlink, size, mtimeNs, ctimeNs].join(' '), changedNs: ctimeNs }
}

/** Stamps everything below a folder, but not the folder itself, whose ctime changes when it is renamed. */
export async function stampTree(root: string): Promise<FilesStamp> {
  const stamp = new StampSum()
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true })
    // By name, so that the order of a file system says nothing.
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      stamp.add(root, path)
    }
  }
  return stamp.end()
}

/** Stamps files by their paths below a root; undefined where one of them is a folder, whose stamp says nothing of what is in it. One that is missing counts as that. */
export async function stampFiles(root: string, files: readonly string[]): Promise<FilesStamp | undefined> {
  const stamp = new StampSum()
  for (const [index, file] of files.entries()) {
    if (index % BATCH === BATCH - 1) await setImmediate()
    const stat = lstatSync(join(root, file), { throwIfNoEntry: false })
    if (stat?.isDirectory()) return undefined
    if (stat) stamp.add(root, file)
    else stamp.addMissing(file)
  }
  return stamp.end()
}

class StampSum {
  readonly #hash: Hash = createHash('sha256')
  #changedNs = 0n

  add(root: string, path: string): void {
    const { text, changedNs } = stampEntry(join(root, path))
    this.#hash.update(`${path}\0${text}\0`)
    if (changedNs > this.#changedNs) this.#changedNs = changedNs
  }

  addMissing(path: string): void {
    this.#hash.update(`${path}\0missing\0`)
  }

  end(): FilesStamp {
    return { digest: this.#hash.digest('hex'), changedNs: this.#changedNs }
  }
}
