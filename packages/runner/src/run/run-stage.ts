import type { StagePlan } from '@mintwell/language'
import { stageResult } from '../ports/result.ts'
import { decide } from './decide.ts'
import { dependencyTree, type Ended } from './dependencies.ts'
import { evaluateVariables, variablesOf } from './evaluate-variables.ts'
import type { PipelineRun, RunningStage } from './pipeline-run.ts'
import { runPlannedJob } from './run-planned-job.ts'

/** Runs a stage where its condition lets it, and fills in what became of its jobs. */
export async function runStage(
  run: PipelineRun,
  stage: StagePlan,
  ended: Map<string, Ended>,
): Promise<Pick<Ended, 'result' | 'abandoned'>> {
  const { request, ports } = run
  const before = new Set(stage.dependsOn.map((name) => name.toLowerCase()))
  const trees = [...run.jobsOfStages]
    .filter(([name]) => before.has(name.toLowerCase()))
    .map(([name, jobs]) => [name, dependencyTree(jobs)])
  const stageDependencies: Record<string, unknown> = Object.fromEntries(trees)
  const around = {
    variables: variablesOf(run.variables),
    pipeline: run.pipeline,
    dependencies: dependencyTree(run.stages, stage.dependsOn),
    stageDependencies,
    counter: request.counter,
  }
  const variables = [...run.variables, ...evaluateVariables(stage.variables, around, run.secrets)]
  // A stage's condition reads the variables of the stage, evaluated (MicrosoftDocs/azure-devops-yaml-schema issue 104).
  const context = { ...around, variables: variablesOf(variables) }
  const decision = decide(run, stage, request.plan.stages, run.stages, context)
  if (decision === 'abandoned') return { result: 'failed', abandoned: true }
  if (decision !== 'run') return { result: decision }
  ports.emit({ kind: 'stage-started', at: ports.clock.now(), stage: stage.name, displayName: stage.displayName })
  await runJobs(run, { stage, variables, stageDependencies, ended })
  return { result: stageResult([...ended.values()].map((job) => job.result)) }
}

/** Jobs in the plan's order, one at a time; with `parallel`, each as soon as what it depends on has ended. */
async function runJobs(run: PipelineRun, running: RunningStage): Promise<void> {
  const promises = new Map<string, Promise<void>>()
  for (const job of running.stage.jobs) {
    const before = job.dependsOn.map((name) => promises.get(name))
    const start = async () => {
      await Promise.all(before)
      running.ended.set(job.name, await runPlannedJob(run, running, job))
    }
    const promise = start()
    promises.set(job.name, promise)
    if (!run.ports.settings.parallel) await promise
  }
  // When one cannot be run at all, the others are still ended before the run is given up.
  const outcomes = await Promise.allSettled(promises.values())
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}
