import type { TaskCatalog, TaskDefinition } from '../definitions/task-definition.ts'
import { LanguageError, quote } from '../errors.ts'
import type { YamlScalar } from '../source/node.ts'

/** `NAME@2`, `GUID@2`, `publisher.extension.task.Name@2`, or with a full version, of which the major part counts. */
const REFERENCE = /^\s*([^@\s](?:[^@\n]*[^@\s])?)@(\d{1,9})(?:\.\d+){0,2}\s*$/

/** A task as a step names it, with its definition where the catalog has one. */
export interface NamedTask {
  readonly name: string
  readonly major: number
  readonly definition: TaskDefinition | undefined
}

/**
 * Finds the task that a step names. One that nobody knows is no error: whether it can run is known when its step starts.
 *
 * @throws LanguageError `ERR_TASK_REFERENCE`
 */
export function findTask(reference: YamlScalar, catalog: TaskCatalog): NamedTask {
  const match = REFERENCE.exec(reference.text)
  if (!match) {
    const versions = versionsOf(reference.text.trim(), catalog)
    throw new LanguageError('ERR_TASK_REFERENCE', {
      message: `${quote(reference.text)} is not a task with a version`,
      hint: `Write the name and the major version: ${versions.length === 0 ? 'AzureCLI@2' : versions.join(' or ')}.`,
      place: reference.place,
      data: { task: reference.text },
    })
  }
  const [, name = '', text = ''] = match
  const major = Number(text)
  const definition = catalog.find(name, major)
  return { name: definition?.name ?? name, major, definition }
}

/** The known versions of a task, by its name. */
function versionsOf(name: string, { names }: TaskCatalog): readonly string[] {
  return names.filter((known) => known.toLowerCase().startsWith(`${name.toLowerCase()}@`))
}
