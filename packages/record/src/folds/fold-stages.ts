import type { Envelope } from '../events/envelope.ts'
import type { JobRecord, StageRecord, StepRecord } from './run-record.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
type Step = Mutable<StepRecord>
type Job = Mutable<Omit<JobRecord, 'steps'>> & { readonly steps: Step[] }
type Stage = Mutable<Omit<StageRecord, 'jobs'>> & { readonly jobs: Job[] }

/** Folds what the runner says into the stages of one run, in the order in which they were first named. */
export function foldStage(stages: Stage[], { at, event }: Extract<Envelope, { from: 'runner' }>): void {
  switch (event.kind) {
    case 'stage-started':
      stageOf(stages, event.stage).displayName = event.displayName
      break
    case 'stage-finished':
      stageOf(stages, event.stage).result = event.result
      break
    case 'job-started':
      jobOf(stages, event.stage, event.job).displayName = event.displayName
      break
    case 'job-finished':
      jobOf(stages, event.stage, event.job).result = event.result
      break
    case 'step-started': {
      const { step, name, displayName, task } = event
      const started = { displayName, name, task, startedAt: at }
      Object.assign(stepOf(jobOf(stages, event.stage, event.job), step), started)
      break
    }
    case 'step-finished': {
      const { step, name, displayName, result, exitCode, issues } = event
      const finished = { displayName, name, result, exitCode, issues, finishedAt: at }
      Object.assign(stepOf(jobOf(stages, event.stage, event.job), step), finished)
      break
    }
    default:
  }
}

/** The stages of a run while they are folded. */
export type StagesInProgress = Stage[]

function stageOf(stages: Stage[], name: string): Stage {
  const known = stages.find((stage) => stage.name === name)
  if (known) return known
  const stage: Stage = { name, displayName: name, result: null, jobs: [] }
  stages.push(stage)
  return stage
}

function jobOf(stages: Stage[], stageName: string, name: string): Job {
  const { jobs } = stageOf(stages, stageName)
  const known = jobs.find((job) => job.name === name)
  if (known) return known
  const job: Job = { name, displayName: name, result: null, steps: [] }
  jobs.push(job)
  return job
}

/** The step that runs under this id: the last of that id which has not finished, for a retried one runs again. */
function stepOf({ steps }: Job, id: string): Step {
  const running = steps.findLast((step) => step.id === id && step.result === null)
  if (running) return running
  const step: Step = {
    id,
    name: null,
    displayName: id,
    task: null,
    startedAt: null,
    finishedAt: null,
    result: null,
    exitCode: null,
    issues: [],
  }
  steps.push(step)
  return step
}
