export { codes, DevOpsError, type DevOpsErrorCode } from './errors.ts'
export { type OrganizationAddress, organizationAddress } from './organization/organization-address.ts'
export { LEAST_SCOPES, organizationService } from './organization/organization-service.ts'
export { type AnswerStore, noStore } from './reader/answer-store.ts'
export { DevOpsReader, keyOf, type Page, type Question, type ReaderPorts } from './reader/devops-reader.ts'
export { inParallel } from './reader/in-parallel.ts'
export { LONGEST_WAITING_MS, type PaceClock, REQUESTS_AT_ONCE } from './reader/pace.ts'
export { collectPages, type ListCut } from './reader/pages.ts'
export type { ReadService } from './reader/service.ts'
export { type BuildFilter, listBuilds, type PipelineBuild } from './resources/builds.ts'
export {
  type EndpointAuthorization,
  type EndpointReference,
  listConnections,
  type OrganizationConnection,
} from './resources/connections.ts'
export { listDefinitions, type PipelineDefinition } from './resources/definitions.ts'
export { type EndpointExecution, listExecutions, type NamedId } from './resources/execution-history.ts'
export { type BuildLog, listLogs, readLogsArchive, readLogText } from './resources/logs.ts'
export { readOneBuild } from './resources/one-build.ts'
export { type DevOpsProject, listProjects, readProjectNamed } from './resources/projects.ts'
export { type BuildRecord, readTimeline, type TimelineIssue, type TimelineTask } from './resources/timelines.ts'
