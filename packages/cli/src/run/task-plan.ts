import { basename, join } from 'node:path'
import {
  isVisible,
  PipelineError,
  type Place,
  type Plan,
  resolveInputs,
  type StepPlan,
  type TaskDefinition,
} from '@mintwell/pipeline'

/** What a task is run with. */
export interface TaskCall {
  readonly task: TaskDefinition
  /** By name or alias. */
  readonly inputs: Readonly<Record<string, string>>
  /** Service connections, for connection inputs that are not given. */
  readonly connections: readonly string[]
  /** Whose files become the sources. */
  readonly cwd: string
}

/**
 * The plan of a pipeline with one step: the task. Connection inputs that the task shows and needs, and that are not given, take the named
 * connections in turn, the last one for all that are left.
 *
 * @throws PipelineError `ERR_TASK_INPUT_…`
 */
export function taskPlan({ task, inputs, connections, cwd }: TaskCall): Plan {
  const place: Place = { file: 'the command line', line: 1, column: 1 }
  const given = { ...inputs, ...connectionInputs(task, inputs, connections) }
  const step: StepPlan = {
    kind: 'task',
    id: task.name,
    displayName: task.friendlyName,
    enabled: true,
    continueOnError: 'false',
    timeoutInMinutes: 0,
    retryCountOnTaskFailure: 0,
    env: {},
    commands: 'any',
    place,
    task: { name: task.name, major: task.major },
    inputs: checkedInputs(task, given, place),
  }
  const job = {
    name: 'Job',
    displayName: 'Job',
    dependsOn: [],
    continueOnError: false,
    timeoutInMinutes: 0,
    cancelTimeoutInMinutes: 5,
    variables: [],
    steps: [step],
    place,
  }
  const stage = { name: '__default', displayName: '__default', dependsOn: [], variables: [], jobs: [job], place }
  // The run is called after the task, and its sources are those of a pipeline that stands in the current folder.
  return { schema: 1, pipeline: join(cwd, basename(task.name)), variables: [], schedules: [], stages: [stage] }
}

/** The inputs by their real names. An error of theirs has no place: it came from no file. */
function checkedInputs(
  task: TaskDefinition,
  given: Readonly<Record<string, string>>,
  place: Place,
): Readonly<Record<string, string>> {
  try {
    return resolveInputs(
      task,
      Object.entries(given).map(([name, text]) => ({ name, text, place })),
      place,
    )
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    const { code, message, hint, data } = error
    throw new PipelineError(code, { message, hint, data, cause: error })
  }
}

function connectionInputs(
  task: TaskDefinition,
  inputs: Readonly<Record<string, string>>,
  connections: readonly string[],
): Record<string, string> {
  const given = new Map(Object.entries(inputs).map(([name, value]) => [name.toLowerCase(), value]))
  const givenValue = ({ name, aliases }: TaskDefinition['inputs'][number]) =>
    [name, ...aliases].map((known) => given.get(known.toLowerCase())).find((value) => value !== undefined)
  const values = new Map(
    task.inputs.map((input) => [input.name.toLowerCase(), givenValue(input) ?? input.defaultValue] as const),
  )
  const filled: Record<string, string> = {}
  let next = 0
  for (const input of task.inputs) {
    const takesConnection = input.type.toLowerCase().startsWith('connectedservice:')
    if (!takesConnection || !input.required || givenValue(input) !== undefined || isVisible(input, values) === false)
      continue
    const connection = connections[Math.min(next, connections.length - 1)]
    if (connection !== undefined) filled[input.name] = connection
    next += 1
  }
  return filled
}
