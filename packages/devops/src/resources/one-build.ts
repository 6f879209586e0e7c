import type { DevOpsReader } from '../reader/devops-reader.ts'
import { API_VERSION } from './api-version.ts'
import { type PipelineBuild, readBuild } from './builds.ts'
import type { DevOpsProject } from './projects.ts'

/**
 * One run by its number (scope `vso.build`).
 *
 * @throws DevOpsError `ERR_DEVOPS_NOT_FOUND`
 */
export function readOneBuild(
  reader: DevOpsReader,
  project: Pick<DevOpsProject, 'id'>,
  buildId: number,
): Promise<PipelineBuild> {
  const path = `${encodeURIComponent(project.id)}/_apis/build/builds/${buildId}`
  return reader.object({ path, query: API_VERSION, what: `run ${buildId}` }, readBuild)
}
