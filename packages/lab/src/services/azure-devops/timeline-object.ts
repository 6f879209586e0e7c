import type { RecordedRun, TimelineRecord } from '../runs/recorded-run.ts'
import { timeText } from './build-object.ts'

/** The built-in tasks' ids in Azure DevOps, which timelines name (their `task.json`, microsoft/azure-pipelines-tasks). */
const TASK_IDS: Readonly<Record<string, string>> = {
  azurecli: '46e4be58-730b-4389-8a2f-ea10b3e5e815',
  bash: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b',
  cmdline: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9',
  powershell: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1',
  azurekeyvault: '1e244d32-2dd4-4165-96fb-b7441ca9331e',
}

/** A timeline (azure-devops-node-api, BuildInterfaces.Timeline). `logsUrl` is where the run's logs are. */
export function timelineObject(run: RecordedRun, url: string, logsUrl: string): object {
  const { record } = run
  return {
    records: run.timeline.map((each) => recordObject(run, each, logsUrl)),
    lastChangedBy: '00000002-0000-8888-8000-000000000000',
    lastChangedOn: timeText(record.finishedAt ?? record.startedAt ?? record.queuedAt),
    id: run.timelineId,
    changeId: run.changeId,
    url,
  }
}

/** A record of a timeline. */
export function recordObject(run: RecordedRun, record: TimelineRecord, logsUrl: string): object {
  const { finishedAt, startedAt, logId } = record
  const errors = record.issues.filter(({ type }) => type === 'error')
  return {
    previousAttempts: [],
    id: record.id,
    parentId: record.parentId,
    type: record.type,
    name: record.name,
    refName: record.refName,
    startTime: timeText(startedAt) ?? null,
    finishTime: timeText(finishedAt) ?? null,
    currentOperation: null,
    percentComplete: null,
    state: finishedAt !== undefined ? 'completed' : startedAt === undefined ? 'pending' : 'inProgress',
    result: record.result ?? null,
    resultCode: null,
    changeId: run.changeId,
    lastModified: '0001-01-01T00:00:00',
    workerName: record.type === 'Job' || record.type === 'Task' ? 'lab' : null,
    order: record.order,
    details: null,
    errorCount: errors.length,
    warningCount: record.issues.length - errors.length,
    url: null,
    log: logId === undefined ? null : { id: logId, type: 'Container', url: `${logsUrl}/${logId}` },
    task: record.task === undefined ? null : taskReference(record.task),
    attempt: record.attempt,
    identifier: record.identifier,
    ...(record.issues.length === 0
      ? {}
      : { issues: record.issues.map(({ type, message }) => ({ type, category: 'General', message, data: { type } })) }),
  }
}

/** `AzureCLI@2`, or an id at a version. */
function taskReference(task: string): object {
  const [name = '', version = ''] = task.split('@', 2)
  const id = TASK_IDS[name.toLowerCase()] ?? name
  return { id, name, version: /^\d+$/.test(version) ? `${version}.0.0` : version }
}
