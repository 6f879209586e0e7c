import { mintwellSetup } from '@mintwell/azure-cli'
import { describedTask } from './described-task.ts'

/** MintwellSetup@1, which puts `mintwell` on PATH. */
export const mintwellSetupV1 = describedTask(mintwellSetup)
