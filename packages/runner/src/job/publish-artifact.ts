import { basename, dirname } from 'node:path'
import type { StepRun } from './step-run.ts'

/** What the service refuses in the name of an artifact (learn.microsoft.com, "Publish and download pipeline artifacts"). */
const FORBIDDEN = /[\\/":<>|*?]|^\.{0,2}$/

/** Adds a file, or all files of a folder, to an artifact of the run. Gives what is wrong where it cannot. */
export function publishArtifact({ job, log, identity }: StepRun, name: string, path: string): string | undefined {
  const { files, store } = job.ports
  if (FORBIDDEN.test(name))
    return `The artifact name '${name}' is not valid: it cannot be empty or contain any of \\ / " : < > | * ?`
  if (!files.exists(path)) return `Path does not exist: ${path}`
  const isDirectory = files.isDirectory(path)
  const added = isDirectory ? files.filesBelow(path) : [basename(path)]
  if (added.length === 0)
    log.issue('warning', `Directory '${path}' is empty. Nothing will be added to build artifact '${name}'.`)
  store.add(name, isDirectory ? path : dirname(path), added)
  log.line('plain', `Published ${added.length} ${added.length === 1 ? 'file' : 'files'} as the artifact '${name}'.`)
  job.emit({ kind: 'attachment', ...identity, type: 'artifact', name, path })
  return undefined
}
