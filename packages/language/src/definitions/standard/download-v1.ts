import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** The task that `download:` stands for. It is the service's own and in no repository; its inputs are those of the step (learn.microsoft.com, YAML schema, "steps.download"). */
export const downloadV1: TaskDefinition = {
  id: '30f35852-3f7e-4c0c-9a88-e127b4f97211',
  name: 'Download',
  major: 1,
  version: '1.0.0',
  friendlyName: 'Download Artifact',
  inputs: [
    input('alias', 'string', { defaultValue: 'current', required: true }),
    input('artifact', 'string'),
    input('patterns', 'multiLine', { defaultValue: '**' }),
    input('path', 'string'),
  ],
}
