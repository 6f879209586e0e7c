import { azureCliV1 } from './standard/azure-cli-v1.ts'
import { azureCliV2 } from './standard/azure-cli-v2.ts'
import { azureCliV3 } from './standard/azure-cli-v3.ts'
import { bashV3 } from './standard/bash-v3.ts'
import { cmdLineV2 } from './standard/cmd-line-v2.ts'
import { copyFilesV2 } from './standard/copy-files-v2.ts'
import { delayV1 } from './standard/delay-v1.ts'
import { downloadBuildArtifactsV0 } from './standard/download-build-artifacts-v0.ts'
import { downloadBuildArtifactsV1 } from './standard/download-build-artifacts-v1.ts'
import { downloadPipelineArtifactV2 } from './standard/download-pipeline-artifact-v2.ts'
import { downloadV1 } from './standard/download-v1.ts'
import { goToolV0 } from './standard/go-tool-v0.ts'
import { invokeRestApiV1 } from './standard/invoke-rest-api-v1.ts'
import { javaToolInstallerV0 } from './standard/java-tool-installer-v0.ts'
import { manualValidationV0 } from './standard/manual-validation-v0.ts'
import { manualValidationV1 } from './standard/manual-validation-v1.ts'
import { nodeToolV0 } from './standard/node-tool-v0.ts'
import { powerShellV2 } from './standard/power-shell-v2.ts'
import { publishBuildArtifactsV1 } from './standard/publish-build-artifacts-v1.ts'
import { publishPipelineArtifactV1 } from './standard/publish-pipeline-artifact-v1.ts'
import { publishTestResultsV2 } from './standard/publish-test-results-v2.ts'
import { terraformInstallerV0 } from './standard/terraform-installer-v0.ts'
import { terraformInstallerV1 } from './standard/terraform-installer-v1.ts'
import { useDotNetV2 } from './standard/use-dot-net-v2.ts'
import { useNodeV1 } from './standard/use-node-v1.ts'
import { usePythonVersionV0 } from './standard/use-python-version-v0.ts'
import type { TaskCatalog, TaskDefinition } from './task-definition.ts'

/** Microsoft's tasks that the runner implements. A new one is a file in `standard/` and a line here. */
export const standardDefinitions: readonly TaskDefinition[] = [
  azureCliV1,
  azureCliV2,
  azureCliV3,
  bashV3,
  cmdLineV2,
  copyFilesV2,
  delayV1,
  downloadBuildArtifactsV0,
  downloadBuildArtifactsV1,
  downloadPipelineArtifactV2,
  downloadV1,
  goToolV0,
  invokeRestApiV1,
  javaToolInstallerV0,
  manualValidationV0,
  manualValidationV1,
  nodeToolV0,
  powerShellV2,
  publishBuildArtifactsV1,
  publishPipelineArtifactV1,
  publishTestResultsV2,
  terraformInstallerV0,
  terraformInstallerV1,
  useDotNetV2,
  useNodeV1,
  usePythonVersionV0,
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
