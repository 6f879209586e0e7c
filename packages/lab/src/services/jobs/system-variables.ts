import type { Project } from '../../directory/organizations.ts'
import type { JobFacts } from '../runs/job-facts.ts'

/** `https://localhost:PORT/ORG/`: with the slash at the end, as the agent has it. */
export function collectionUri(project: Project, baseUrl: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/${encodeURIComponent(project.organization.name)}/`
}

/** Where a job asks for ID tokens, without a query. */
export function oidcRequestUri(facts: JobFacts, baseUrl: string): string {
  const { project, planId, jobId } = facts
  const plan = `_apis/distributedtask/hubs/build/plans/${planId}/jobs/${jobId}`
  return `${collectionUri(project, baseUrl)}${project.id}/${plan}/oidctoken`
}

/**
 * The variables that Azure DevOps sets for a job, as far as tasks and credentials need them: those of the service, not those of the agent
 * (azure-pipelines-agent and azure-pipelines-task-lib, sources).
 */
export function systemVariables(facts: JobFacts, baseUrl: string): Readonly<Record<string, string>> {
  const { project, pipeline } = facts
  const collection = collectionUri(project, baseUrl)
  const attempt = String(facts.attempt)
  const { id, uri, ref, version } = pipeline.repository
  return {
    'System.CollectionUri': collection,
    'System.TeamFoundationCollectionUri': collection,
    'System.TeamFoundationServerUri': collection,
    'System.CollectionId': project.organization.id,
    'System.TeamProject': project.name,
    'System.TeamProjectId': project.id,
    'System.HostType': 'build',
    'System.ServerType': 'Hosted',
    'System.Culture': 'en-US',
    'System.PlanId': facts.planId,
    'System.TimelineId': facts.timelineId,
    'System.JobId': facts.jobId,
    'System.JobName': facts.job,
    'System.JobDisplayName': facts.job,
    'System.JobIdentifier': `${facts.stage}.${facts.job}.__default`,
    'System.StageName': facts.stage,
    'System.StageDisplayName': facts.stage,
    'System.PhaseName': facts.job,
    'System.PhaseDisplayName': facts.job,
    'System.StageAttempt': '1',
    'System.PhaseAttempt': attempt,
    'System.JobAttempt': attempt,
    'System.DefinitionId': String(pipeline.definitionId),
    'System.OidcRequestUri': oidcRequestUri(facts, baseUrl),
    'Build.BuildId': String(pipeline.runId),
    'Build.DefinitionName': pipeline.name,
    'Build.SourceBranch': ref,
    'Build.SourceBranchName': ref.split('/').at(-1) ?? ref,
    'Build.SourceVersion': version,
    'Build.Repository.ID': id,
    'Build.Repository.Uri': uri,
    'Build.Repository.Provider': 'TfsGit',
  }
}
