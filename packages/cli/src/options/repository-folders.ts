import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../verb.ts'

/** Reads `ALIAS=FOLDER` options: the folders of repositories by alias or name, folded; a ref behind the name (`templates@refs/tags/v1=…`) is what is checked out there. */
export function readRepositoryOptions(options: readonly string[], cwd: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>()
  for (const option of options) {
    const [, alias, folder] = /^([^=@]+)(?:@[^=]*)?=(.+)$/.exec(option) ?? []
    if (alias === undefined || folder === undefined)
      throw new UsageError(`--repository takes ALIAS=FOLDER, not '${option}'`)
    const full = resolve(cwd, folder)
    if (!statSync(full, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`there is no folder ${folder} (--repository ${alias})`)
    folders.set(alias.toLowerCase(), full)
  }
  return folders
}

/** Reads `NAME=VALUE` options. */
export function readPairs(options: readonly string[], option: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    options.map((pair) => {
      const at = pair.indexOf('=')
      if (at <= 0) throw new UsageError(`${option} takes NAME=VALUE, not '${pair}'`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
