import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** CmdLine@2 (microsoft/azure-pipelines-tasks, Tasks/CmdLineV2/task.json). */
export const cmdLineV2: TaskDefinition = {
  id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9',
  name: 'CmdLine',
  major: 2,
  version: '2.202.0',
  friendlyName: 'Command line',
  inputs: [
    input('script', 'multiLine', {
      defaultValue: 'echo Write your commands here\n\necho Hello world\n',
      required: true,
    }),
    input('workingDirectory', 'filePath'),
    input('failOnStderr', 'boolean', { defaultValue: 'false' }),
    input('ignoreHostExpression', 'boolean', { defaultValue: 'true' }),
  ],
}
