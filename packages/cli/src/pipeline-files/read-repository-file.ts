import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { ReadFile } from '@mintwell/language'
import { decodePipeline } from './decode-pipeline.ts'

/** A file of more bytes is no pipeline: the language refuses it long before, by its characters. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * Reads templates from folders, one for each repository (`self` for the pipeline's own). A link that leads out of its repository's folder counts as no file.
 *
 * @param folders by alias or name of the repository, folded
 */
export function readFromFolders(folders: ReadonlyMap<string, string>): ReadFile {
  return ({ repository, path }) => {
    const folder = folders.get(repository.toLowerCase())
    return folder === undefined ? undefined : readInside(folder, path)
  }
}

function readInside(folder: string, path: string): string | undefined {
  try {
    const root = realpathSync(folder)
    const file = realpathSync(join(root, path))
    const inside = file.startsWith(root.endsWith(sep) ? root : root + sep)
    const stat = statSync(file)
    if (!inside || !stat.isFile() || stat.size > MOST_BYTES) return undefined
    return decodePipeline(readFileSync(file))
  } catch {
    // What cannot be read is reported as missing, with its path, by the caller.
    return undefined
  }
}
