import type { TaskCatalog, TaskDefinition } from '../definitions/task-definition.ts'
import { LanguageError, quote } from '../errors.ts'
import { nearestName } from '../source/nearest-name.ts'
import type { YamlScalar } from '../source/node.ts'

/** `NAME@2`, `GUID@2`, `publisher.extension.task.Name@2`, or with a full version, of which the major part counts. */
const REFERENCE = /^\s*([^@\s]+)@(\d{1,9})(?:\.\d+){0,2}\s*$/

/**
 * Finds the task that a step names.
 *
 * @throws LanguageError `ERR_TASK_REFERENCE`, `ERR_TASK_UNKNOWN`
 */
export function findTask(reference: YamlScalar, catalog: TaskCatalog): TaskDefinition {
  const match = REFERENCE.exec(reference.text)
  if (!match) {
    const versions = versionsOf(reference.text.trim(), catalog)
    throw new LanguageError('ERR_TASK_REFERENCE', {
      message: `${quote(reference.text)} is no task with a version`,
      hint: `Write the name and the major version: ${versions.length === 0 ? 'AzureCLI@2' : versions.join(' or ')}.`,
      place: reference.place,
      data: { task: reference.text },
    })
  }
  const [, name = '', major = ''] = match
  return catalog.find(name, Number(major)) ?? fail(reference, `${name}@${Number(major)}`, catalog)
}

function fail(reference: YamlScalar, task: string, catalog: TaskCatalog): never {
  const { names } = catalog
  const versions = versionsOf(task.slice(0, task.lastIndexOf('@')), catalog)
  const nearest = versions.at(-1) ?? nearestName(task, names)
  const suggestion = nearest === undefined ? '' : `Did you mean ${nearest}? `
  throw new LanguageError('ERR_TASK_UNKNOWN', {
    message: `the task ${quote(task)} is not known here; known are ${names.join(', ')}`,
    hint: `${suggestion}Add other tasks under 'tasks:' in mintwell.yml: the folder that holds the task.json.`,
    place: reference.place,
    data: { task, nearest, known: names },
  })
}

/** The known versions of a task, by its name. */
function versionsOf(name: string, { names }: TaskCatalog): readonly string[] {
  return names.filter((known) => known.toLowerCase().startsWith(`${name.toLowerCase()}@`))
}
