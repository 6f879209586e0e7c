import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where fetched tasks are kept: `ID/VERSION/` below the user's cache (XDG Base Directory Specification; `LOCALAPPDATA` on Windows). */
export function taskCache(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_CACHE_HOME || env.LOCALAPPDATA || join(env.HOME || homedir(), '.cache')
  return join(base, 'mintwell', 'tasks')
}

/** The folders of all tasks that were fetched, versions in ascending order; of two with one name and major version the later one counts. */
export function cachedTasks(cache: string): readonly string[] {
  return names(cache).flatMap((id) =>
    names(join(cache, id))
      .filter((version) => /^\d+\.\d+\.\d+$/.test(version))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((version) => join(cache, id, version)),
  )
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return [] // Nothing was fetched yet.
  }
}
