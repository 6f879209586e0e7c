import type { StepPlan, TaskCatalog, TaskPhase, TaskStepPlan } from '@mintwell/language'

/** What the agent calls the phases around a job's steps. */
const TITLES: Readonly<Record<Exclude<TaskPhase, 'main'>, string>> = { 'pre-job': 'Pre-job', 'post-job': 'Post-job' }

/**
 * The steps of a job with the phases that its tasks bring: pre-job phases first, in the tasks' order and under their steps' conditions; post-job
 * phases last, in the opposite order, whatever happened (microsoft/azure-pipelines-agent, JobExtension.cs). Tasks that are switched off bring none.
 */
export function withPhases(steps: readonly StepPlan[], catalog: TaskCatalog): readonly StepPlan[] {
  const tasks = steps.filter((step) => step.kind === 'task').filter(({ enabled }) => enabled)
  const bringing = (phase: TaskPhase) =>
    tasks.filter(({ task }) => catalog.find(task.name, task.major)?.folder?.handlers[phase].length)
  return [
    ...bringing('pre-job').map((step) => phaseOf(step, 'pre-job')),
    ...steps.filter((step) => !isAroundOnly(step, catalog)),
    ...bringing('post-job')
      .reverse()
      .map((step) => ({ ...phaseOf(step, 'post-job'), condition: 'always()' })),
  ]
}

/** Whether a step is of a task that runs before and after the steps alone. */
function isAroundOnly(step: StepPlan, catalog: TaskCatalog): boolean {
  const folder = step.kind === 'task' ? catalog.find(step.task.name, step.task.major)?.folder : undefined
  return folder !== undefined && folder.handlers.main.length === 0
}

function phaseOf(step: TaskStepPlan, phase: Exclude<TaskPhase, 'main'>): TaskStepPlan {
  const { name: _of, ...rest } = step
  return {
    ...rest,
    id: `${step.id}__${phase.replace('-', '')}`,
    displayName: `${TITLES[phase]}: ${step.displayName}`,
    phase: { kind: phase, of: step.id },
  }
}
