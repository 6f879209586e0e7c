import type { LintStep } from '../subject/lint-subject.ts'
import { inputOf } from '../subject/script-inputs.ts'

/** The names under which tasks take a connection to Azure, first Microsoft's own. */
const INPUTS = [
  'connectedServiceNameARM',
  'azureSubscription',
  'connectedServiceName',
  'azureResourceManagerConnection',
  'azureSubscriptionEndpoint',
  'azureServiceConnection',
  'azureConnection',
  'backendServiceArm',
  'environmentServiceNameAzureRM',
  'workloadIdentityServiceConnection',
  'serviceConnection',
  'containerRegistry',
  'dockerRegistryServiceConnection',
  'kubernetesServiceConnection',
  'awsCredentials',
] as const

/** The connection to Azure that a step names; undefined where it names none. */
export function connectionOf({ plan }: LintStep): string | undefined {
  return inputOf(plan, ...INPUTS.slice(0, 10))?.trim() || undefined
}

/** Whether a step names any service connection: by an input that takes one, as far as that can be told from its name. */
export function namesConnection({ plan }: LintStep): boolean {
  return Object.entries(plan.inputs).some(
    ([name, value]) =>
      value.trim() !== '' &&
      (INPUTS.some((input) => input.toLowerCase() === name.toLowerCase()) ||
        /connectedservice|serviceconnection|subscription|endpoint/i.test(name)),
  )
}
