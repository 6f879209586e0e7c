import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readUserFile } from './read-user-file.ts'
import { type FileSettings, SettingsError } from './settings.ts'

/** Reads the settings beside a pipeline, or the file that is named. No file is no settings. Throws {@link SettingsError} and `UnreadableFileError`. */
export async function readSettings(pipelineFile: string, named?: string, signal?: AbortSignal): Promise<FileSettings> {
  const file = named ?? join(dirname(pipelineFile), 'mintwell.yml')
  if (!existsSync(file)) {
    if (named) throw new SettingsError(`${named}: there is no such file.`)
    return {}
  }
  const { parseSettings } = await import('./settings-schema.ts')
  const settings = parseSettings(await readUserFile(file, signal), file)
  const { tasks, repositories } = settings
  return {
    ...settings,
    ...(tasks && { tasks: absolute(tasks, file) }),
    ...(repositories && { repositories: absolute(repositories, file) }),
  }
}

/** Folders that settings name, from where the settings are. */
function absolute(folders: Readonly<Record<string, string>>, file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, resolve(dirname(file), folder)]))
}
