import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** What is known of a repository of git, from git itself. */
export interface GitRepository {
  readonly root: string
  /** The commit that is checked out; undefined where there is none yet. */
  readonly commit: string | undefined
  /** Where its objects are: of a work tree, those of the repository that it belongs to. */
  readonly objects: string
  /** The address of `origin`, without credentials. */
  readonly origin: string | undefined
}

/** The most that git may say, in bytes: the paths of a large repository. */
const MOST_OUTPUT = 256 * 1_048_576

/**
 * Runs git in a folder, whatever variables a hook of git that runs this command has set.
 *
 * @returns what it wrote; undefined where git is not there or refuses
 */
export async function runGit(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], { maxBuffer: MOST_OUTPUT, env })
    return stdout
  } catch {
    return undefined
  }
}

/** The folder of the repository that a folder is in; undefined where it is in none. */
export function repositoryRoot(folder: string): string | undefined {
  for (let path = folder; ; path = dirname(path)) {
    if (existsSync(join(path, '.git'))) return path
    if (dirname(path) === path) return undefined
  }
}

/** Asks git about a repository; undefined where git is not there or refuses. */
export async function readRepository(root: string): Promise<GitRepository | undefined> {
  const common = await runGit(root, 'rev-parse', '--git-common-dir')
  if (common === undefined) return undefined
  const [commit, origin] = await Promise.all([
    runGit(root, 'rev-parse', '--verify', '--quiet', 'HEAD'),
    runGit(root, 'config', '--get', 'remote.origin.url'),
  ])
  return {
    root,
    commit: commit?.trim() || undefined,
    objects: join(resolve(root, common.trim()), 'objects'),
    origin: origin && withoutCredentials(origin.trim()),
  }
}

/** The branch that is checked out around a file, as `refs/heads/NAME`; undefined for none. It reads one file and starts nothing. */
export async function currentBranch(file: string): Promise<string | undefined> {
  const root = repositoryRoot(dirname(resolve(file)))
  if (root === undefined) return undefined
  const text = async (path: string) => (await readFile(path, 'utf8').catch(() => '')).trim()
  // In a work tree `.git` is a file that says where the rest is.
  const [, elsewhere] = /^gitdir: (.+)$/.exec(await text(join(root, '.git'))) ?? []
  const head = await text(join(resolve(root, elsewhere ?? '.git'), 'HEAD'))
  return /^ref: (refs\/heads\/.+)$/.exec(head)?.[1]
}

function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
