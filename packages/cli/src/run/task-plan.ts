import { basename, join } from 'node:path'
import {
  type Diagnostic,
  isVisible,
  LanguageError,
  type LanguageErrorCode,
  type Place,
  type Plan,
  resolveInputs,
  type StepPlan,
  type TaskDefinition,
} from '@mintwell/language'

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
 * connections in turn, the last one for all that are left; connections that are left over go to the inputs that can do without.
 *
 * @throws LanguageError `ERR_TASK_INPUT_…`
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
    places: {},
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
    places: {},
    place,
  }
  const stage = {
    name: '__default',
    displayName: '__default',
    dependsOn: [],
    variables: [],
    jobs: [job],
    places: {},
    place,
  }
  // The run is called after the task, and its sources are those of a pipeline in the current folder.
  return { schema: 2, pipeline: join(cwd, basename(task.name)), variables: [], schedules: [], stages: [stage] }
}

/** Those of the named connections that no input of the planned task takes. */
export function unusedConnections({ stages }: Plan, connections: readonly string[]): readonly string[] {
  const steps = stages.flatMap(({ jobs }) => jobs).flatMap((job) => job.steps)
  const values = new Set(steps.flatMap((step) => (step.kind === 'task' ? Object.values(step.inputs) : [])))
  return connections.filter((connection) => !values.has(connection))
}

/** The inputs by their real names. An error of theirs has no place: it came from no file. */
function checkedInputs(
  task: TaskDefinition,
  given: Readonly<Record<string, string>>,
  place: Place,
): Readonly<Record<string, string>> {
  const found: Diagnostic[] = []
  const written = Object.entries(given).map(([name, text]) => ({ name, text, place }))
  const inputs = resolveInputs(task, written, place, found)
  const [wrong] = found
  if (wrong) throw new LanguageError(wrong.code as LanguageErrorCode, { message: wrong.message, hint: wrong.hint })
  return inputs
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
  const open = task.inputs.filter(
    (input) =>
      input.type.toLowerCase().startsWith('connectedservice:') &&
      givenValue(input) === undefined &&
      isVisible(input, values) !== false,
  )
  const needed = open.filter(({ required }) => required)
  const left = connections.slice(needed.length)
  const filled: Record<string, string> = {}
  for (const [index, { name }] of needed.entries()) {
    const connection = connections[Math.min(index, connections.length - 1)]
    if (connection !== undefined) filled[name] = connection
  }
  for (const [index, { name }] of open.filter(({ required }) => !required).entries()) {
    const connection = left[index]
    if (connection !== undefined) filled[name] = connection
  }
  return filled
}
