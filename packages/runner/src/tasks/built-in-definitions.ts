import { standardDefinitions, type TaskDefinition } from '@mintwell/language'
import { mintwellAzureCliV1 } from './own-definitions/mintwell-azure-cli-v1.ts'
import { mintwellSetupV1 } from './own-definitions/mintwell-setup-v1.ts'

/** The tasks that need no `tasks:` in `mintwell.yml`: Microsoft's that the runner implements, and the extension's own. */
export const builtInDefinitions: readonly TaskDefinition[] = [
  ...standardDefinitions,
  mintwellAzureCliV1,
  mintwellSetupV1,
]
