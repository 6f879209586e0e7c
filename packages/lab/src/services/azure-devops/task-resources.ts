import { collection } from './answers.ts'
import type { RestResource } from './rest-call.ts'

const VERSIONS = { newest: '7.2', released: '7.1', revision: 1 } as const

/** A task of Azure Pipelines: its id is the same in every organization (azure-pipelines-tasks, `task.json`). */
interface KnownTask {
  readonly id: string
  readonly name: string
  readonly friendlyName: string
  readonly majors: readonly number[]
}

const TASKS: readonly KnownTask[] = [
  { id: '46e4be58-730b-4389-8a2f-ea10b3e5e815', name: 'AzureCLI', friendlyName: 'Azure CLI', majors: [1, 2, 3] },
  { id: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b', name: 'Bash', friendlyName: 'Bash', majors: [3] },
  { id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9', name: 'CmdLine', friendlyName: 'Command line', majors: [2] },
  { id: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1', name: 'PowerShell', friendlyName: 'PowerShell', majors: [2] },
]

/** The tasks that pipelines of the lab can use without a folder of their own: ids, names and major versions. */
export const taskResources: readonly RestResource[] = [
  {
    method: 'GET',
    path: '/_apis/distributedtask/tasks',
    versions: VERSIONS,
    answer: (ports) => collection(ports, describeAll(TASKS)),
  },
  {
    method: 'GET',
    path: '/_apis/distributedtask/tasks/:task',
    versions: VERSIONS,
    answer: (ports, { params }) => collection(ports, describeAll(TASKS.filter(({ id }) => id === params.task))),
  },
]

function describeAll(tasks: readonly KnownTask[]): readonly object[] {
  return tasks.flatMap(({ id, name, friendlyName, majors }) =>
    majors.map((major) => ({
      id,
      name,
      friendlyName,
      version: { major, minor: 0, patch: 0, isTest: false },
      serverOwned: true,
      contentsUploaded: true,
      visibility: ['Build', 'Release'],
      runsOn: ['Agent', 'DeploymentGroup'],
      definitionType: 'task',
    })),
  )
}
