import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** TerraformInstaller@0 (microsoft/azure-pipelines-terraform, Tasks/TerraformInstaller/TerraformInstallerV0/task.json). */
export const terraformInstallerV0: TaskDefinition = {
  id: 'a4789e5d-f6e8-431f-add9-379d640a883c',
  name: 'TerraformInstaller',
  major: 0,
  version: '0.279.0',
  friendlyName: 'Terraform tool installer',
  inputs: [input('terraformVersion', 'string', { defaultValue: 'latest', required: true })],
}
