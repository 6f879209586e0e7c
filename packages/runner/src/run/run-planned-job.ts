import type { ExpressionContext, JobPlan } from '@mintwell/language'
import { connectionsOf } from '../job/connections.ts'
import type { Result } from '../ports/result.ts'
import { decide } from './decide.ts'
import { dependencyTree, type Ended } from './dependencies.ts'
import { evaluateVariables, literalsOf, variablesOf } from './evaluate-variables.ts'
import { instancesOf, type JobInstances, StrategyError } from './job-instances.ts'
import type { JobOutcome, JobRun } from './job-run.ts'
import { needsContainer } from './needs-container.ts'
import type { PipelineRun, RunningStage } from './pipeline-run.ts'
import { resolveJob } from './resolve-job.ts'
import { runDeployment } from './run-deployment.ts'
import { runInstances } from './run-instances.ts'
import { runJob } from './run-job.ts'

/** Runs a job of the plan where its condition lets it, as what it is: a job, several by its strategy, or a deployment. */
export async function runPlannedJob(run: PipelineRun, running: RunningStage, job: JobPlan): Promise<Ended> {
  const { request, ports } = run
  const { stage, ended } = running
  const context = {
    // Runtime expressions of the job itself are not there yet (learn.microsoft.com, "Specify conditions").
    variables: variablesOf([...running.variables, ...literalsOf(job.variables)]),
    pipeline: run.pipeline,
    dependencies: dependencyTree(ended, job.dependsOn),
    stageDependencies: running.stageDependencies,
    counter: request.counter,
  }
  const end = (result: Result, abandoned = false): Ended => {
    ports.emit({ kind: 'job-finished', at: ports.clock.now(), stage: stage.name, job: job.name, result })
    return { result, abandoned, outputs: {} }
  }
  const afterCancel = ports.signal.aborted
  const result = decide(run, job, stage.jobs, ended, context)
  if (result === 'abandoned') return end('failed', true)
  if (result !== 'run') return end(result)
  const note = (text: string) => ports.emit({ kind: 'note', at: ports.clock.now(), text: run.masker.mask(text) })
  const container = needsContainer(job, ports.settings)
  if (container) note(container.text)
  if (container?.refused) return end('failed')
  let expanded: JobInstances
  try {
    expanded = instancesOf(job, context)
  } catch (error) {
    if (!(error instanceof StrategyError)) throw error
    note(`The strategy of the job ${job.name} cannot be expanded: ${error.message}`)
    return end('failed')
  }
  const outcome = await runAll(run, running, job, expanded, { context, afterCancel })
  run.stubs.push(...outcome.stubs)
  for (const secret of outcome.secrets) {
    run.secrets.add(secret)
    run.masker.add(secret)
  }
  return outcome
}

async function runAll(
  run: PipelineRun,
  running: RunningStage,
  job: JobPlan,
  { instances, maxParallel }: JobInstances,
  { context, afterCancel }: { readonly context: ExpressionContext; readonly afterCancel: boolean },
): Promise<JobOutcome> {
  const { request, ports, secrets } = run
  const { stage } = running
  const connections = connectionsOf(stage, request.catalog, [
    ...Object.entries(request.variables).map(([name, value]) => ({ name, value })),
    ...request.plan.variables,
    ...stage.variables,
  ])
  const common = { stage, services: ports.services, connections, catalog: request.catalog, afterCancel, secrets }
  const runOne = (instance: JobInstances['instances'][number]) => {
    const around = { ...context, variables: variablesOf([...running.variables, ...instance.variables]) }
    const own = evaluateVariables(job.variables, around, secrets)
    const all = [...running.variables, ...own, ...instance.variables]
    const known = { ...context, variables: variablesOf(all) }
    const jobRun: JobRun = {
      ...common,
      job: resolveJob(instance.job, known, { ...known, variables: variablesOf(all.filter(({ secret }) => !secret)) }),
      variables: all,
    }
    return job.deployment ? runDeployment(jobRun, job.deployment, ports) : runJob(jobRun, ports)
  }
  const [first] = instances
  if (first && instances.length === 1) return runOne(first)
  const atOnce = ports.settings.parallel ? maxParallel || instances.length : 1
  const outcome = await runInstances(instances, Math.max(1, atOnce), runOne)
  const { result } = outcome
  ports.emit({ kind: 'job-finished', at: ports.clock.now(), stage: stage.name, job: job.name, result })
  return outcome
}
