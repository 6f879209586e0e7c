import { join } from 'node:path'
import type { RunFiles } from '../ports/files.ts'

/** The directories of one job, as the agent lays them out, with a HOME of its own; nothing of it is the user's. */
export interface Workspace {
  readonly root: string
  readonly home: string
  readonly temp: string
  readonly sources: string
  readonly binaries: string
  readonly staging: string
  readonly testResults: string
  readonly tools: string
}

/** Makes a job's workspace, 0700, in a new directory under `parent`. */
export function makeWorkspace(parent: string, files: RunFiles): Workspace {
  const root = files.makeTemporaryDirectory(join(parent, 'job-'))
  const directory = (name: string) => {
    const path = join(root, name)
    files.makeDirectory(path)
    return path
  }
  return {
    root,
    home: directory('home'),
    temp: directory('_temp'),
    sources: directory(join('1', 's')),
    binaries: directory(join('1', 'b')),
    staging: directory(join('1', 'a')),
    testResults: directory(join('1', 'TestResults')),
    tools: directory('_tool'),
  }
}
