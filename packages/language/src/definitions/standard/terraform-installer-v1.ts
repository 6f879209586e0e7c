import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** TerraformInstaller@1 (microsoft/azure-pipelines-terraform, Tasks/TerraformInstaller/TerraformInstallerV1/task.json). */
export const terraformInstallerV1: TaskDefinition = {
  id: 'a4789e5d-f6e8-431f-add9-379d640a883c',
  name: 'TerraformInstaller',
  major: 1,
  version: '1.216.0',
  friendlyName: 'Terraform tool installer',
  inputs: [input('terraformVersion', 'string', { defaultValue: 'latest', required: true })],
}
