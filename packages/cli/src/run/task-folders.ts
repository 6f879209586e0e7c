import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createCatalog, LanguageError, readTaskJson, type TaskCatalog, type TaskDefinition } from '@mintwell/language'
import { builtInDefinitions } from '@mintwell/runner'
import { SettingsError } from './settings.ts'

/**
 * Reads the task in a folder: its `task.json`, and whether the scripts that it names are there.
 *
 * @throws LanguageError `ERR_TASK_FOLDER`
 */
export function loadTask(folder: string): TaskDefinition {
  const directory = resolve(folder)
  const file = join(directory, 'task.json')
  const task = readTaskJson(readText(file), file, directory)
  for (const { name, target } of Object.values(task.folder?.handlers ?? {}).flat()) {
    if (target === '' || !name.toLowerCase().startsWith('node') || isFile(join(directory, target))) continue
    throw badFolder(
      `${join(directory, target)}: there is no such file, though ${file} names it under ${name}`,
      'A task that is built from source has its script only after the build: name the folder that the build creates.',
    )
  }
  return task
}

/**
 * The tasks that a pipeline can name: the built-in ones, those of `--tasks`, and those of `tasks:` in `mintwell.yml`, which come first.
 *
 * @param folders by `NAME@MAJOR`
 * @param more folders of tasks, or of folders of tasks
 * @param fetched folders of tasks that were fetched: built-in ones come before them
 * @throws LanguageError `ERR_TASK_FOLDER`
 * @throws SettingsError where a folder holds another task than the key says
 */
export function taskCatalog(
  folders: Readonly<Record<string, string>>,
  more: readonly string[] = [],
  fetched: readonly string[] = [],
): TaskCatalog {
  const tasks = Object.entries(folders).map(([reference, folder]) => {
    const task = loadTask(folder)
    const [name = '', major] = reference.split('@')
    const wanted = (name.split('.').at(-1) ?? '').toLowerCase()
    const same = wanted === task.name.toLowerCase() || name.toLowerCase() === task.id
    if (!same || Number(major) !== task.major)
      throw new SettingsError(
        `tasks.${reference}: ${folder} holds ${task.name}@${task.major}. Write that, or name another folder.`,
      )
    return task
  })
  return createCatalog([...fetched.map(loadTask), ...builtInDefinitions, ...more.flatMap(loadTasks), ...tasks])
}

/** The task of a folder, or the tasks of the folders in it. */
function loadTasks(folder: string): readonly TaskDefinition[] {
  const directory = resolve(folder)
  if (isFile(join(directory, 'task.json')) || !isDirectory(directory)) return [loadTask(directory)]
  const tasks = readdirSync(directory)
    .sort()
    .map((name) => join(directory, name))
    .filter((path) => isFile(join(path, 'task.json')))
  if (tasks.length === 0) {
    throw badFolder(
      `${directory}: neither this folder nor one in it holds a task.json`,
      'Name the folder of a task, or a folder of such folders.',
    )
  }
  return tasks.map(loadTask)
}

function readText(file: string): string {
  try {
    if (statSync(file).isFIFO())
      throw Object.assign(new Error(`${file} is a named pipe`), { code: 'it is a named pipe' })
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such file' : `it cannot be read (${code})`
    throw badFolder(`${file}: ${problem}`, 'Name the folder of a task: the one that holds its task.json.')
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function badFolder(message: string, hint: string): LanguageError {
  return new LanguageError('ERR_TASK_FOLDER', { message, hint })
}
