import type { Instant } from '@mintwell/clock'
import type { Project } from '../../directory/organizations.ts'
import type { RecordedRun } from '../runs/recorded-run.ts'
import type { RunResult } from '../runs/reported-run.ts'
import { projectReference } from './project-resources.ts'
import type { RestCall, RestPorts } from './rest-call.ts'
import { buildService, identityRef } from './rest-identity.ts'

/** A run's result in the words of builds. */
const RESULTS: Readonly<Record<RunResult, string>> = {
  succeeded: 'succeeded',
  succeededWithIssues: 'partiallySucceeded',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'canceled',
}

/** What a build's status and result are called. */
export function buildStatus({ record }: RecordedRun): { readonly status: string; readonly result: string | undefined } {
  const status =
    record.finishedAt !== undefined ? 'completed' : record.startedAt === undefined ? 'notStarted' : 'inProgress'
  return { status, result: record.result && RESULTS[record.result] }
}

/** An instant as the REST API writes it. */
export function timeText(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString()
}

/** The address of a build. */
export function buildUrl(call: RestCall, project: Project, run: RecordedRun): string {
  return `${call.collectionUrl}${project.id}/_apis/build/Builds/${run.id}`
}

/** A run as a build of the REST API (members and their words: azure-devops-node-api, BuildInterfaces). */
export function buildObject(ports: RestPorts, call: RestCall, project: Project, run: RecordedRun): object {
  const { record } = run
  const { collectionUrl } = call
  const url = buildUrl(call, project, run)
  const by = identityRef(buildService(ports.directory), collectionUrl)
  const end = record.finishedAt ?? record.startedAt ?? record.queuedAt
  return {
    _links: {
      self: { href: url },
      web: { href: `${collectionUrl}${project.id}/_build/results?buildId=${run.id}` },
      timeline: { href: `${url}/Timeline` },
    },
    properties: {},
    tags: record.tags ?? [],
    validationResults: [],
    plans: [{ planId: run.planId }],
    triggerInfo: {},
    id: run.id,
    buildNumber: record.buildNumber,
    ...buildStatus(run),
    queueTime: timeText(record.queuedAt),
    startTime: timeText(record.startedAt),
    finishTime: timeText(record.finishedAt),
    url,
    definition: definitionReference(call, project, record.definitionId ?? 1, record.pipeline),
    buildNumberRevision: 1,
    project: projectReference(project, collectionUrl),
    uri: `vstfs:///Build/Build/${run.id}`,
    sourceBranch: record.sourceBranch ?? 'refs/heads/main',
    sourceVersion: record.sourceVersion,
    priority: 'normal',
    reason: record.reason,
    requestedFor: by,
    requestedBy: by,
    lastChangedDate: timeText(end),
    lastChangedBy: by,
    orchestrationPlan: { planId: run.planId },
    logs: { id: 0, type: 'Container', url: `${url}/logs` },
    repository: repository(ports, project, record.pipeline),
    retainedByRelease: false,
    triggeredByBuild: null,
    appendCommitMessageToRunName: true,
  }
}

/** A pipeline as other objects refer to it. */
export function definitionReference(call: RestCall, project: Project, id: number, name: string): object {
  return {
    drafts: [],
    id,
    name,
    url: `${call.collectionUrl}${project.id}/_apis/build/Definitions/${id}?revision=1`,
    uri: `vstfs:///Build/Definition/${id}`,
    path: '\\',
    type: 'build',
    queueStatus: 'enabled',
    revision: 1,
    project: projectReference(project, call.collectionUrl),
  }
}

/** The repository of a pipeline; the lab has none, and tells what its ID tokens tell. */
export function repository({ directory }: RestPorts, project: Project, pipeline: string): object {
  const { organization } = project
  return {
    id: directory.guid('repository', pipeline),
    type: 'TfsGit',
    name: project.name,
    url: `https://dev.azure.com/${organization.name}/${project.name}/_git/${project.name}`,
    clean: null,
    checkoutSubmodules: false,
  }
}
