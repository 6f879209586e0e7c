import type { GroupVariables } from '@mintwell/language'
import { type FileSettings, SettingsError } from '../run/settings.ts'

/**
 * The variable groups of `mintwell.yml` with their values. A secret's value comes from the environment of the command, so that it is in no file.
 *
 * @throws SettingsError where the environment does not have a variable that a group reads
 */
export function readVariableGroups(
  { variableGroups = {} }: FileSettings,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, GroupVariables>> {
  return Object.fromEntries(
    Object.entries(variableGroups).map(([group, variables]) => [
      group,
      Object.fromEntries(
        Object.entries(variables).map(([name, value]) => {
          if (typeof value === 'string') return [name, { value, secret: false }]
          const found = env[value.env]
          if (found !== undefined) return [name, { value: found, secret: true }]
          throw new SettingsError(
            `mintwell.yml: variableGroups.${group}.${name}: the environment variable ${value.env} is not set. Set it, or write the value if it is not a secret.`,
          )
        }),
      ),
    ]),
  )
}
