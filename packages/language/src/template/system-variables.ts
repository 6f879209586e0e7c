/**
 * Variables that template expressions can read before a run (learn.microsoft.com, "Predefined variables", available in templates; the first ones also measured). What
 * only the service has is empty; the caller supplies what it has.
 */
export const systemVariables: Readonly<Record<string, string>> = {
  system: 'build',
  'system.hosttype': 'build',
  'system.servertype': 'Hosted',
  'system.culture': 'en-US',
  'system.collectionId': '',
  'system.collectionUri': '',
  'system.teamFoundationCollectionUri': '',
  'system.taskDefinitionsUri': '',
  'system.pipelineStartTime': '',
  'system.teamProject': '',
  'system.teamProjectId': '',
  'system.definitionId': '',
  'system.definitionName': '',
  'build.definitionName': '',
  'build.definitionVersion': '1',
  'build.queuedBy': '',
  'build.queuedById': '',
  'build.reason': 'Manual',
  'build.repository.id': '',
  'build.repository.name': '',
  'build.repository.uri': '',
  'build.requestedFor': '',
  'build.requestedForEmail': '',
  'build.requestedForId': '',
  'build.sourceBranch': 'refs/heads/main',
  'build.sourceBranchName': 'main',
  'build.sourceVersion': '',
}

const reserved: ReadonlySet<string> = new Set(
  [...Object.keys(systemVariables), 'system.accessToken', 'system.oidcRequestUri', 'system.jobId', 'system.planId']
    .map((name) => name.toLowerCase())
    .filter((name) => name.startsWith('system')),
)

/** Whether a pipeline may not define a variable of this name (measured). `system.debug` is the user's to set. */
export function isSystemVariable(name: string): boolean {
  return reserved.has(name.toLowerCase())
}
