import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import { copyFile, cp, lstat, mkdir, readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'

/** A folder that is no git repository is copied only when it is small: a pipeline may stand in a home or temp directory. Files and folders at most. */
const MOST_LOOSE_ENTRIES = 2_000

/** Fills a job's sources directory. */
export type CheckOut = (directory: string) => Promise<void>

/**
 * `checkout: self` for a pipeline file: what git knows of its repository (committed, changed or new, but not what is ignored), or the file's own folder where there is no
 * repository. Copies; the user's own files are never written. The list is made once for all runs.
 */
export function createCheckOut(pipelineFile: string, note: (text: string) => void): CheckOut {
  const root = repositoryRoot(dirname(resolve(pipelineFile)))
  let listing: Promise<readonly string[] | undefined> | undefined
  return async (directory) => {
    if (root.git) {
      listing ??= gitFiles(root.path)
      const files = await listing
      if (files) return copyFiles(root.path, files, directory)
    }
    await copyFolder(root.git ? dirname(resolve(pipelineFile)) : root.path, directory, note)
  }
}

function repositoryRoot(start: string): { readonly path: string; readonly git: boolean } {
  for (let path = start; ; path = dirname(path)) {
    if (existsSync(join(path, '.git'))) return { path, git: true }
    if (dirname(path) === path) return { path: start, git: false }
  }
}

/** The files that git tracks or would track; undefined where git is not there or refuses. */
async function gitFiles(root: string): Promise<readonly string[] | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
      { maxBuffer: 256 * 1_048_576 },
    )
    return [...new Set(stdout.split('\0').filter((name) => name !== ''))]
  } catch {
    return undefined
  }
}

async function copyFiles(root: string, files: readonly string[], directory: string): Promise<void> {
  const folders = new Set(files.map((file) => dirname(join(directory, file))))
  for (const folder of folders) await mkdir(folder, { recursive: true })
  const queue = [...files]
  const worker = async () => {
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      const from = join(root, file)
      const stat = await lstat(from).catch(() => undefined)
      if (stat?.isFile()) await copyFile(from, join(directory, file), constants.COPYFILE_FICLONE)
      else if (stat?.isSymbolicLink() || stat?.isDirectory())
        await cp(from, join(directory, file), { recursive: true, verbatimSymlinks: true })
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

async function copyFolder(root: string, directory: string, note: (text: string) => void): Promise<void> {
  const inside = relative(root, directory)
  if (inside === '' || (!inside.startsWith('..') && !inside.startsWith(sep))) {
    return note(
      `the sources are not copied: the workspace lies inside ${root}. Put the pipeline into a folder of its own.`,
    )
  }
  const files: string[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(path)
      if (files.length + folders.length > MOST_LOOSE_ENTRIES) {
        return note(
          `the sources are not copied: ${root} is no git repository and holds more than ${MOST_LOOSE_ENTRIES} files and folders.`,
        )
      }
    }
  }
  await copyFiles(root, files, directory)
}
