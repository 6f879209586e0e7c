import { mintwellAzureCli } from '@mintwell/azure-cli'
import { describedTask } from './described-task.ts'

/** MintwellAzureCLI@1, the drop-in for AzureCLI. */
export const mintwellAzureCliV1 = describedTask(mintwellAzureCli)
