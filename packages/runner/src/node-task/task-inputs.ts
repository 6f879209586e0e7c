import { isAbsolute, join, normalize } from 'node:path'
import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { TaskDefinition } from '@mintwell/language'

/** What the values of inputs are computed from. */
export interface InputSources {
  readonly definition: TaskDefinition
  /** What the step gives, by real name; it may hold inputs that the task does not declare. */
  readonly given: Readonly<Record<string, string>>
  /** Replaces `$(variable)`. */
  readonly expand: (text: string) => string
  /** The agent's own environment: a macro that no variable answers is looked up there. */
  readonly agentEnvironment: Readonly<Record<string, string>>
  /** Where paths that are not absolute begin. */
  readonly sources: string
  /** The job's service connections. */
  readonly endpoints: readonly ServiceEndpoint[]
}

/** The inputs of a task, and the service connections that they name. */
export interface TaskInputs {
  /** By real name. */
  readonly values: ReadonlyMap<string, string>
  readonly endpoints: readonly ServiceEndpoint[]
  /** Given, but not declared by the task. */
  readonly undeclared: readonly string[]
  /** Named in a connection input, but not known to the job. */
  readonly unknownConnections: readonly string[]
}

/**
 * Makes the values of a task's inputs as the agent does: the default or the step's value, trimmed; macros from the variables, then from the agent's
 * environment, each once; every `filePath` rooted in the sources, an empty one too (`tl.filePathSupplied` counts on it). Names of service connections
 * become their ids, which the service does before the agent sees the job; lists have commas (microsoft/azure-pipelines-agent, TaskRunner.cs).
 */
export function taskInputs({
  definition,
  given,
  expand,
  agentEnvironment,
  sources,
  endpoints,
}: InputSources): TaskInputs {
  const declared = new Set(definition.inputs.map(({ name }) => name))
  const undeclared = Object.keys(given).filter((name) => !declared.has(name))
  const value = (text: string) =>
    expand(text.trim()).replace(/\$\(([^()$]+)\)/g, (macro, name: string) => agentEnvironment[name] ?? macro)
  const values = new Map<string, string>()
  const named = new Set<ServiceEndpoint>()
  const unknownConnections: string[] = []
  for (const { name, type, defaultValue } of definition.inputs) {
    const text = value(given[name] ?? defaultValue)
    const kind = type.toLowerCase()
    if (kind.startsWith('connectedservice:')) values.set(name, withIds(text, endpoints, named, unknownConnections))
    else values.set(name, kind === 'filepath' ? rooted(text, sources) : text)
  }
  for (const name of undeclared) values.set(name, value(given[name] ?? ''))
  return { values, endpoints: [...named], undeclared, unknownConnections }
}

function rooted(path: string, sources: string): string {
  return isAbsolute(path) ? normalize(path) : join(sources, path)
}

function withIds(
  text: string,
  endpoints: readonly ServiceEndpoint[],
  named: Set<ServiceEndpoint>,
  unknown: string[],
): string {
  const parts = text.split(',').map((part) => {
    const wanted = part.trim().toLowerCase()
    if (wanted === '') return part
    const endpoint =
      endpoints.find(({ id }) => id === wanted) ?? endpoints.find(({ name }) => name.toLowerCase() === wanted)
    if (endpoint) named.add(endpoint)
    else unknown.push(part.trim())
    return endpoint?.id ?? part
  })
  return parts.join(',')
}
