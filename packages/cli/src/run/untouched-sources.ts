import { mkdir, readdir, rename, rmdir, stat, writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { nodeRunFiles } from '@mintwell/runner'
import { type FilesStamp, stampEntry, stampTree } from './stamp-files.ts'

/** How often, and how far apart, the file system's clock is looked at until it has moved on. It moves every 1 to 10 ms on Linux (CONFIG_HZ). */
const LOOKS = 20
const BETWEEN_LOOKS_MS = 2

/** How the sources of a job came about. */
export interface Filling {
  /** What the copy is of: a copy is used again only for the same text. */
  readonly key: string
  /** Fills an empty directory. */
  fill(directory: string): Promise<void>
}

/** A copy and how it was when it was made. */
interface Copy {
  readonly key: string
  readonly tree: FilesStamp
  /** The stamp of the copy's own folder. */
  readonly folder: string
}

/**
 * Copies of the sources that the steps of a job left as they were, and that the next job gets instead of a new copy: most jobs only read, and a copy of a large repository takes
 * longer than many a job. Where anything below was changed, added, removed or replaced, or nobody can tell, the copy is thrown away.
 */
export class UntouchedSources {
  readonly #scratch: string
  /** By directory: those that jobs have. */
  readonly #given = new Map<string, Copy>()
  /** Those that are free. */
  #free: { readonly directory: string; readonly copy: Copy }[] = []
  #count = 0

  /** @param scratch a directory on the file system of the workspaces */
  constructor(scratch: string) {
    this.#scratch = scratch
  }

  /** Fills a job's directory: with a copy that an earlier job left as it was, or with a new one. */
  async give(directory: string, { key, fill }: Filling): Promise<void> {
    this.#given.delete(directory)
    const isEmpty = (await readdir(directory)).length === 0
    if (isEmpty && (await this.#giveAgain(directory, key))) return
    await fill(directory)
    if (!isEmpty) return
    const tree = await stampTree(directory)
    if (await this.#clockIsPast(tree.changedNs))
      this.#given.set(directory, { key, tree, folder: stampEntry(directory).text })
  }

  /** Takes out of an ended job's workspace what may be given again. */
  async takeBack(workspace: string): Promise<void> {
    for (const [directory, copy] of [...this.#given]) {
      if (!isBelow(workspace, directory)) continue
      this.#given.delete(directory)
      const place = join(this.#scratch, `sources-${this.#count}`)
      this.#count += 1
      try {
        if (stampEntry(directory).text !== copy.folder) continue
        await rename(directory, place)
        this.#free.push({ directory: place, copy: { ...copy, folder: stampEntry(place).text } })
      } catch {} // A step has removed it, or closed it to us: it goes with the workspace.
    }
  }

  async #giveAgain(directory: string, key: string): Promise<boolean> {
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      const { directory: place, copy } = free
      if (copy.key === key && (await isAsItWas(place, copy)) && (await move(place, directory))) {
        this.#given.set(directory, { ...copy, folder: stampEntry(directory).text })
        return true
      }
      nodeRunFiles.removeTree(place)
    }
    return false
  }

  /** Waits until a change made now would have a later time than the last one: file systems count in steps, and two changes within one look the same. */
  async #clockIsPast(changedNs: bigint): Promise<boolean> {
    const probe = join(this.#scratch, 'clock-probe')
    for (let look = 0; look < LOOKS; look += 1) {
      await writeFile(probe, String(look))
      if ((await stat(probe, { bigint: true })).ctimeNs > changedNs) return true
      await setTimeout(BETWEEN_LOOKS_MS)
    }
    return false
  }
}

async function isAsItWas(directory: string, { tree, folder }: Copy): Promise<boolean> {
  try {
    return stampEntry(directory).text === folder && (await stampTree(directory)).digest === tree.digest
  } catch {
    return false // What cannot be read is not as it was.
  }
}

/** Puts a folder in the place of an empty one; false where that cannot be, and the empty one is there again. */
async function move(from: string, to: string): Promise<boolean> {
  try {
    await rmdir(to)
    await rename(from, to)
    return true
  } catch {
    await mkdir(to, { recursive: true, mode: 0o700 })
    return false
  }
}

function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path)
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
}
