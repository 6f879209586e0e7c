import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import { copyFile, cp, lstat, mkdir, readdir } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'

/** A folder that is no git repository is copied only when it is small: a pipeline may stand in a home or temp directory. Files and folders at most. */
const MOST_LOOSE_ENTRIES = 2_000

/** Fills a job's sources directory. */
export type CheckOut = (directory: string) => Promise<void>

/** What is copied: files by their paths under a root. */
interface Listing {
  readonly root: string
  readonly files: readonly string[]
}

/**
 * `checkout: self` for a pipeline file: what git knows of its repository (committed, changed or new, but not what is ignored), or the file's own folder where there is no
 * repository. Copies; the user's own files are never written. The list is made once for all runs, and what is to be said of it is said once.
 */
export function createCheckOut(pipelineFile: string, note: (text: string) => void): CheckOut {
  const folder = dirname(resolve(pipelineFile))
  let listing: Promise<Listing | undefined> | undefined
  return async (directory) => {
    listing ??= list(folder, directory, note)
    const found = await listing
    if (found) await copyFiles(found.root, found.files, directory)
  }
}

async function list(folder: string, directory: string, note: (text: string) => void): Promise<Listing | undefined> {
  const root = repositoryRoot(folder)
  const files = root === undefined ? undefined : await gitFiles(root)
  return root !== undefined && files ? { root, files } : looseFiles(folder, directory, note)
}

function repositoryRoot(start: string): string | undefined {
  for (let path = start; ; path = dirname(path)) {
    if (existsSync(join(path, '.git'))) return path
    if (dirname(path) === path) return undefined
  }
}

/** The files that git tracks or would track; undefined where git is not there or refuses. */
async function gitFiles(root: string): Promise<readonly string[] | undefined> {
  // Where a hook of git runs the command, its variables point to another index, or another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
      { maxBuffer: 256 * 1_048_576, env },
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

/** The files of a folder that is no repository; undefined, and a note, where they are not to be copied. */
async function looseFiles(root: string, directory: string, note: (text: string) => void): Promise<Listing | undefined> {
  const inside = relative(root, directory)
  if (inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside))) {
    note(`the sources are not copied: the workspace lies inside ${root}. Put the pipeline into a folder of its own.`)
    return undefined
  }
  const files: string[] = []
  const folders = ['']
  let seen = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(path)
      seen += 1
      if (seen <= MOST_LOOSE_ENTRIES) continue
      note(
        `the sources are not copied: ${root} is no git repository and holds more than ${MOST_LOOSE_ENTRIES} files and folders.`,
      )
      return undefined
    }
  }
  return { root, files }
}
