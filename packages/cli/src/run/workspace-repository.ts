import type { Dirent } from 'node:fs'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type GitRepository, runGit } from './git-repository.ts'

/**
 * Makes the `.git` that a job's sources get, once for all jobs: a shallow copy with the one commit, detached as the agent leaves it, whose branch is known as `origin`'s
 * (microsoft/azure-pipelines-agent, GitSourceProvider.cs). The objects stay where they are, so that nothing is copied that no step reads; git only reads there.
 *
 * @param directory where the folder is created
 * @param branch `refs/heads/NAME`
 * @returns the folder; undefined where git refuses, or there is no commit
 */
export async function makeGitFolder(
  repository: GitRepository,
  branch: string,
  directory: string,
): Promise<string | undefined> {
  const { commit, objects, origin } = repository
  if (commit === undefined) return undefined
  const folder = join(directory, '.git')
  if ((await runGit(directory, 'init', '--quiet', '--template=')) === undefined) return undefined
  await mkdir(join(folder, 'objects', 'info'), { recursive: true })
  await writeFile(join(folder, 'objects', 'info', 'alternates'), `${objects}\n`)
  await writeFile(join(folder, 'shallow'), `${commit}\n`)
  await writeFile(join(folder, 'HEAD'), `${commit}\n`)
  const tracking = branch.replace(/^refs\/heads\//, 'refs/remotes/origin/')
  const steps: readonly (readonly string[])[] = [
    ['update-ref', tracking, commit],
    ['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ...(origin === undefined ? [] : [['config', 'remote.origin.url', origin]]),
    ['read-tree', 'HEAD'],
  ]
  for (const step of steps) if ((await runGit(directory, ...step)) === undefined) return undefined
  return folder
}

/** Puts a copy of that folder into sources that are there already, and lets git look at the files. */
export async function placeGitFolder(folder: string, sources: string): Promise<void> {
  const target = join(sources, '.git')
  // A dozen small files, for each job of each night: `cp` of node:fs takes 17 ms for them, this 2 (measured).
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const placeOf = (entry: Dirent) => join(target, relative(folder, entry.parentPath), entry.name)
  await mkdir(target, { recursive: true })
  for (const entry of entries) if (entry.isDirectory()) await mkdir(placeOf(entry), { recursive: true })
  const files = entries.filter((entry) => entry.isFile())
  await Promise.all(files.map((entry) => copyFile(join(entry.parentPath, entry.name), placeOf(entry))))
  await runGit(sources, 'update-index', '-q', '--refresh')
}
