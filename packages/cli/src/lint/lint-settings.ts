import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { LintFinding } from '@mintwell/lint'
import { findRule } from '@mintwell/lint'
import type { FileSettings } from '../run/settings.ts'
import { SettingsError } from '../run/settings.ts'
import { readSettings } from '../run/settings-file.ts'
import { fitsPattern } from './path-pattern.ts'

/** The settings that count for a file, and the folder that they are in. */
export interface FolderSettings {
  readonly settings: FileSettings
  readonly folder: string
}

/** Finds settings for files: `mintwell.yml` beside a file or in a folder above, up to the repository's. Each is read once. */
export class LintSettings {
  readonly #byFolder = new Map<string, FolderSettings>()
  readonly #signal: AbortSignal

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /**
   * The settings for the files of a folder.
   *
   * @throws SettingsError
   */
  async of(folder: string): Promise<FolderSettings> {
    const known = this.#byFolder.get(folder)
    if (known) return known
    const found = await this.#read(folder)
    this.#byFolder.set(folder, found)
    return found
  }

  async #read(folder: string): Promise<FolderSettings> {
    const file = join(folder, 'mintwell.yml')
    if (existsSync(file)) {
      const settings = await readSettings(file, file, this.#signal)
      checkRules(settings, file)
      return { settings, folder }
    }
    const above = dirname(folder)
    if (above === folder || existsSync(join(folder, '.git'))) return { settings: {}, folder }
    return this.of(above)
  }
}

function checkRules({ lint }: FileSettings, file: string): void {
  for (const name of [...(lint?.disable ?? []), ...Object.keys(lint?.severity ?? {})])
    if (!findRule(name))
      throw new SettingsError(`${file}: lint: there is no rule '${name}'. Rules are listed in docs/rules.`)
}

/** Whether the settings leave a file out. */
export function isIgnoredFile(file: string, { settings, folder }: FolderSettings): boolean {
  const path = relative(folder, resolve(file)).split(sep).join('/')
  return settings.lint?.ignore?.some((pattern) => fitsPattern(path, pattern)) ?? false
}

/** A finding with the severity that the settings give its rule. */
export function withSeverity(finding: LintFinding, { settings }: FolderSettings): LintFinding {
  const entry = Object.entries(settings.lint?.severity ?? {}).find(([name]) => findRule(name)?.id === finding.rule)
  return entry ? { ...finding, severity: entry[1] } : finding
}
