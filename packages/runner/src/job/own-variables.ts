import type { TaskStepPlan } from '@mintwell/language'
import type { StepRun } from './step-run.ts'

/** The variables that the agent sets for one step and takes back after it (microsoft/azure-pipelines-agent, TaskRunner.cs). */
export function ownVariables({ job, step }: StepRun<TaskStepPlan>): Readonly<Record<string, string>> {
  const displayName = job.variables.expand(step.displayName)
  return {
    'Task.DisplayName': displayName,
    'Task.PublishTelemetry': 'True',
    'Task.SkipTranslatorForCheckout': 'False',
    'System.TaskInstanceId': job.ports.newId(),
    'System.TaskDisplayName': displayName,
    'System.TaskInstanceName': step.phase?.of ?? step.id,
  }
}
