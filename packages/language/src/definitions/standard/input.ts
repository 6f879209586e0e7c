import type { TaskInputDefinition } from '../task-definition.ts'

/** A task's input as its task.json has it: optional, without default and without alias unless said. */
export function input(name: string, type: string, more: Partial<TaskInputDefinition> = {}): TaskInputDefinition {
  return { name, aliases: [], type, defaultValue: '', required: false, ...more }
}
