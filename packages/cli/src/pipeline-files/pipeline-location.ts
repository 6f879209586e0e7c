import { dirname, relative, resolve, sep } from 'node:path'
import { repositoryRoot } from '../run/git-repository.ts'

/** Where a pipeline's file is. */
export interface PipelineLocation {
  /** The folder of its repository: the top level of git, or its own folder outside of git. */
  readonly root: string
  /** The file from there, as templates and messages name it: `/ci/azure-pipelines.yml`. */
  readonly path: string
}

/** Finds the repository of a pipeline's file. */
export function locatePipeline(file: string, cwd: string): PipelineLocation {
  const full = resolve(cwd, file)
  const root = repositoryRoot(dirname(full)) ?? dirname(full)
  return { root, path: `/${relative(root, full).split(sep).join('/')}` }
}
