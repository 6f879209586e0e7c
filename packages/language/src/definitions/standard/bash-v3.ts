import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** Bash@3 (microsoft/azure-pipelines-tasks, Tasks/BashV3/task.json). */
export const bashV3: TaskDefinition = {
  id: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b',
  name: 'Bash',
  major: 3,
  version: '3.235.2',
  friendlyName: 'Bash',
  inputs: [
    input('targetType', 'radio', { defaultValue: 'filePath', options: ['filePath', 'inline'] }),
    input('filePath', 'filePath', { required: true, visibleRule: 'targetType = filePath' }),
    input('arguments', 'string', { visibleRule: 'targetType = filePath' }),
    input('script', 'multiLine', {
      defaultValue: "# Write your commands here\n\necho 'Hello world'\n",
      required: true,
      visibleRule: 'targetType = inline',
    }),
    input('workingDirectory', 'filePath'),
    input('failOnStderr', 'boolean', { defaultValue: 'false' }),
    input('bashEnvValue', 'string'),
  ],
}
