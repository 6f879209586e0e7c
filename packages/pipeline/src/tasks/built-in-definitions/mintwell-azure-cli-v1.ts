import { mintwellAzureCli } from '@mintwell/azure-cli'
import type { TaskDefinition } from '../task-definition.ts'

/** MintwellAzureCLI@1, the drop-in for AzureCLI: what the extension's task.json is made from. */
export const mintwellAzureCliV1: TaskDefinition = {
  id: mintwellAzureCli.id,
  name: mintwellAzureCli.name,
  major: mintwellAzureCli.major,
  version: mintwellAzureCli.version,
  friendlyName: mintwellAzureCli.friendlyName,
  inputs: mintwellAzureCli.inputs.map(
    ({ name, aliases = [], type, defaultValue = '', required = false, visibleRule, options }) => ({
      name,
      aliases,
      type,
      defaultValue,
      required,
      ...(visibleRule === undefined ? {} : { visibleRule }),
      ...(options === undefined ? {} : { options: Object.keys(options) }),
    }),
  ),
}
