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
  if (!settings.tasks) return settings
  const folders = Object.entries(settings.tasks).map(([name, folder]) => [name, resolve(dirname(file), folder)])
  return { ...settings, tasks: Object.fromEntries(folders) }
}
