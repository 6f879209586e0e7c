import type { HookName, StepPlan, TaskStepPlan } from '@mintwell/language'
import type { JobState } from '../job/job-state.ts'

/**
 * The steps of a job that are more than a word: `checkout: none` and `download: none` only switch something off. The `deploy` hook of a deployment begins with the run's artifacts,
 * unless a step says `download` (learn.microsoft.com, "Deployment jobs").
 */
export function dueSteps({ job, ports }: JobState, hook: HookName | undefined): readonly StepPlan[] {
  const steps = job.steps.filter((step) => !switchesOff(step))
  const saysDownload = job.steps.some((step) => step.kind === 'task' && step.task.name === 'Download')
  if (hook !== 'Deploy' || saysDownload || ports.store.artifacts().length === 0) return steps
  return [downloadOf(job), ...steps]
}

function switchesOff(step: StepPlan): boolean {
  if (step.kind === 'checkout') return step.repository === 'none'
  return step.task.name === 'Download' && step.inputs.alias?.trim().toLowerCase() === 'none'
}

function downloadOf({ place }: JobState['job']): TaskStepPlan {
  return {
    kind: 'task',
    id: '__download',
    displayName: 'Download Artifact',
    task: { name: 'Download', major: 1 },
    inputs: { alias: 'current' },
    enabled: true,
    continueOnError: 'false',
    timeoutInMinutes: 0,
    retryCountOnTaskFailure: 0,
    env: {},
    commands: 'any',
    places: {},
    place,
  }
}
