import type { TaskDescription } from '@mintwell/azure-cli'
import type { TaskDefinition } from '@mintwell/language'

/** The definition of a task of the extension, from the data that its task.json is generated from. */
export function describedTask({ id, name, major, version, friendlyName, inputs }: TaskDescription): TaskDefinition {
  return {
    id,
    name,
    major,
    version,
    friendlyName,
    inputs: inputs.map((input) => ({
      name: input.name,
      aliases: input.aliases ?? [],
      type: input.type,
      defaultValue: input.defaultValue ?? '',
      required: input.required ?? false,
      ...(input.visibleRule === undefined ? {} : { visibleRule: input.visibleRule }),
      ...(input.options === undefined ? {} : { options: Object.keys(input.options) }),
    })),
  }
}
