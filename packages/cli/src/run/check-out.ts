import { constants } from 'node:fs'
import { copyFile, cp, lstat, mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { type GitRepository, readRepository, repositoryRoot, runGit } from './git-repository.ts'
import { stampFiles } from './stamp-files.ts'
import { UntouchedSources } from './untouched-sources.ts'
import { makeGitFolder, placeGitFolder } from './workspace-repository.ts'

/** A folder that is no git repository is copied only when it is small: a pipeline may be in a home or temp directory. Files and folders at most. */
const MOST_LOOSE_ENTRIES = 2_000
/** So many of the ignored files are named. */
const MOST_NAMED = 3

/** The sources of a pipeline. */
export interface Sources {
  /** Fills a job's sources directory for `checkout: self`, on a branch (`refs/heads/NAME`). */
  checkOut(directory: string, branch: string): Promise<void>
  /** Takes sources out of the workspace of a job that has ended: where its steps left them as they were, a later job gets them. */
  takeBack(workspace: string): Promise<void>
  /** The commit that is checked out; undefined outside of a repository. */
  commit(): Promise<string | undefined>
}

/** What is copied: files by their paths under a root. */
interface Listing {
  readonly root: string
  readonly files: readonly string[]
  readonly repository?: GitRepository
}

/**
 * The sources of a pipeline file: what git tracks in its repository (committed, changed or new, but not what is ignored) with a `.git` of its own, or the file's own folder where
 * there is no repository. Copies; the user's own files are never written. The list is computed once for all runs, and its notes are printed once.
 *
 * @param scratch a directory for what is created once
 */
export function createSources(pipelineFile: string, scratch: string, note: (text: string) => void): Sources {
  const folder = dirname(resolve(pipelineFile))
  const root = repositoryRoot(folder)
  const repository = root === undefined ? Promise.resolve(undefined) : readRepository(root)
  const untouched = new UntouchedSources(scratch)
  const gitFolders = new Map<string, Promise<string | undefined>>()
  let listing: Promise<Listing | undefined> | undefined
  const gitFolder = (known: GitRepository, branch: string) => {
    const made = gitFolders.get(branch) ?? makeIn(scratch, (directory) => makeGitFolder(known, branch, directory))
    gitFolders.set(branch, made)
    return made
  }
  return {
    commit: async () => (await repository)?.commit,
    async checkOut(directory, branch) {
      listing ??= repository.then((known) => list(known, folder, directory, note))
      const found = await listing
      if (!found) return
      const fill = async (target: string) => {
        await copyFiles(found.root, found.files, target)
        const git = found.repository && (await gitFolder(found.repository, branch))
        if (git !== undefined) await placeGitFolder(git, target)
      }
      // What the user changes between two jobs is seen by the second: a copy is of the files as they were before it.
      const stamp = await stampFiles(found.root, found.files)
      if (stamp) await untouched.give(directory, { key: `${branch} ${stamp.digest}`, fill })
      else await fill(directory)
    },
    takeBack: (workspace) => untouched.takeBack(workspace),
  }
}

async function makeIn<T>(scratch: string, make: (directory: string) => Promise<T>): Promise<T> {
  return make(await mkdtemp(join(scratch, 'git-')))
}

async function list(
  repository: GitRepository | undefined,
  folder: string,
  directory: string,
  note: (text: string) => void,
): Promise<Listing | undefined> {
  const files = repository && (await gitFiles(repository.root))
  if (!repository || !files) return looseFiles(folder, directory, note)
  await sayIgnored(repository.root, note)
  return { root: repository.root, files, repository }
}

/** The files that git tracks or would track; undefined where git refuses. */
async function gitFiles(root: string): Promise<readonly string[] | undefined> {
  const output = await runGit(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
  return output === undefined ? undefined : [...new Set(namesIn(output))]
}

async function sayIgnored(root: string, note: (text: string) => void): Promise<void> {
  const output = await runGit(root, 'ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory')
  const names = namesIn(output ?? '')
  if (names.length === 0) return
  const named = names.slice(0, MOST_NAMED).join(', ')
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  note(`files that git ignores are not in the workspace, as on an agent: ${named}${more}`)
}

function namesIn(output: string): readonly string[] {
  return output.split('\0').filter((name) => name !== '')
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
        await cp(from, join(directory, file), { recursive: true, verbatimSymlinks: true, filter: isNotGit })
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

/** The `.git` of a submodule leads into the user's own repository. */
function isNotGit(path: string): boolean {
  return basename(path) !== '.git'
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
        `the sources are not copied: ${root} is not a git repository and holds more than ${MOST_LOOSE_ENTRIES} files and folders.`,
      )
      return undefined
    }
  }
  return { root, files }
}
