import { azureCliV1 } from './standard/azure-cli-v1.ts'
import { azureCliV2 } from './standard/azure-cli-v2.ts'
import { azureCliV3 } from './standard/azure-cli-v3.ts'
import { bashV3 } from './standard/bash-v3.ts'
import { cmdLineV2 } from './standard/cmd-line-v2.ts'
import { powerShellV2 } from './standard/power-shell-v2.ts'
import type { TaskCatalog, TaskDefinition } from './task-definition.ts'

/** Microsoft's tasks that the runner implements. A new one is a file in `standard/` and a line here. */
export const standardDefinitions: readonly TaskDefinition[] = [
  azureCliV1,
  azureCliV2,
  azureCliV3,
  bashV3,
  cmdLineV2,
  powerShellV2,
]

/**
 * A catalog of these tasks. A task is found by name, GUID, or the full `publisher.extension.task.Name` of the marketplace, in any case; of two definitions
 * with one name and major version the later one counts, so that a user's task can replace a built-in one.
 *
 * @example createCatalog(standardDefinitions).find('azurecli', 2)?.version // '2.279.0'
 */
export function createCatalog(definitions: readonly TaskDefinition[]): TaskCatalog {
  const byKey = new Map<string, TaskDefinition>()
  for (const definition of definitions) {
    byKey.set(keyOf(definition.name, definition.major), definition)
    byKey.set(keyOf(definition.id, definition.major), definition)
  }
  const names = new Set(definitions.map(({ name, major }) => `${name}@${major}`))
  return {
    names: [...names].sort(),
    find: (name, major) => byKey.get(keyOf(name, major)) ?? byKey.get(keyOf(name.split('.').at(-1) ?? '', major)),
  }
}

function keyOf(name: string, major: number): string {
  return `${name.toLowerCase()}@${major}`
}
