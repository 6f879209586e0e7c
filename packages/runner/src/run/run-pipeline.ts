import type { ExpressionContext, JobPlan, Plan, StagePlan, TaskCatalog } from '@mintwell/language'
import { Masker } from '../masking/masker.ts'
import { connectionsOf } from './connections.ts'
import {
  ancestorsOf,
  type Dependent,
  dependencyStatus,
  dependencyTree,
  type Ended,
  evaluateVariables,
  meetsCondition,
  variablesOf,
} from './dependencies.ts'
import type { RunPorts } from './ports.ts'
import { combineResults, type Result, stageResult } from './result.ts'
import { runDeployment } from './run-deployment.ts'
import { type JobVariable, runJob } from './run-job.ts'

/** What a run of a plan is besides the plan. */
export interface RunRequest {
  readonly plan: Plan
  readonly catalog: TaskCatalog
  /** The variables of the run as such, such as `Build.BuildId` and `Build.Reason`. */
  readonly variables: Readonly<Record<string, string>>
  /** The next number of a `counter(prefix, seed)`, kept over the runs of a pipeline. */
  readonly counter: (prefix: string, seed: number) => number
}

/** What is known while a run goes on. */
interface Run {
  readonly request: RunRequest
  readonly ports: RunPorts
  /** Of the run and of the pipeline, evaluated once: a `counter` counts runs, not jobs. */
  readonly variables: readonly JobVariable[]
  readonly stages: Map<string, Ended>
  readonly jobsOfStages: Map<string, ReadonlyMap<string, Ended>>
  /** Secret outputs of the jobs that have ended, and what hides them. */
  readonly secrets: Set<string>
  readonly masker: Masker
}

/** A stage that runs. */
interface RunningStage {
  readonly stage: StagePlan
  readonly variables: readonly JobVariable[]
  readonly stageDependencies: Readonly<Record<string, unknown>>
  readonly ended: Map<string, Ended>
}

/** Runs a plan once, from its first stage to its last. Everything it does is told by events; the result is the run's. */
export async function runPipeline(request: RunRequest, ports: RunPorts): Promise<Result> {
  const { plan, counter } = request
  const own = Object.entries(request.variables).map(([name, value]) => ({ name, value, readonly: false }))
  const context = { variables: variablesOf([...own, ...plan.variables]), counter }
  const variables = [...own, ...evaluateVariables(plan.variables, context, new Set())]
  const run: Run = {
    request,
    ports,
    variables,
    stages: new Map(),
    jobsOfStages: new Map(),
    secrets: new Set(),
    masker: new Masker(),
  }
  for (const stage of plan.stages) {
    const jobs = new Map<string, Ended>()
    const result = await runStage(run, stage, jobs)
    run.jobsOfStages.set(stage.name, jobs)
    run.stages.set(stage.name, { result, outputs: stageOutputs(jobs) })
    ports.emit({ kind: 'stage-finished', at: ports.clock.now(), stage: stage.name, result })
  }
  return ports.signal.aborted ? 'canceled' : combineResults([...run.stages.values()].map(({ result }) => result))
}

async function runStage(run: Run, stage: StagePlan, ended: Map<string, Ended>): Promise<Result> {
  const { request, ports } = run
  const trees = [...run.jobsOfStages].map(([name, jobs]) => [name, dependencyTree(jobs)])
  const stageDependencies: Record<string, unknown> = Object.fromEntries(trees)
  const context = {
    variables: variablesOf([...run.variables, ...stage.variables]),
    dependencies: dependencyTree(run.stages),
    stageDependencies,
    counter: request.counter,
  }
  const decision = decide(run, stage, request.plan.stages, run.stages, context)
  if (decision !== 'run') return decision
  ports.emit({ kind: 'stage-started', at: ports.clock.now(), stage: stage.name, displayName: stage.displayName })
  const variables = [...run.variables, ...evaluateVariables(stage.variables, context, run.secrets)]
  await runJobs(run, { stage, variables, stageDependencies, ended })
  return stageResult([...ended.values()].map((job) => job.result))
}

/** Jobs in the plan's order, one at a time; with `parallel`, each as soon as what it depends on has ended. */
async function runJobs(run: Run, running: RunningStage): Promise<void> {
  const promises = new Map<string, Promise<void>>()
  for (const job of running.stage.jobs) {
    const before = job.dependsOn.map((name) => promises.get(name))
    const start = async () => {
      await Promise.all(before)
      running.ended.set(job.name, await runOneJob(run, running, job))
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

async function runOneJob(run: Run, running: RunningStage, job: JobPlan): Promise<Ended> {
  const { request, ports, secrets } = run
  const { stage, ended } = running
  const context = {
    variables: variablesOf([...running.variables, ...job.variables]),
    dependencies: dependencyTree(ended),
    stageDependencies: running.stageDependencies,
    counter: request.counter,
  }
  const afterCancel = ports.signal.aborted
  const result = decide(run, job, stage.jobs, ended, context)
  if (result !== 'run') {
    ports.emit({ kind: 'job-finished', at: ports.clock.now(), stage: stage.name, job: job.name, result })
    return { result, outputs: {} }
  }
  const variables = [...running.variables, ...evaluateVariables(job.variables, context, secrets)]
  const connections = connectionsOf(stage, request.catalog, [
    ...Object.entries(request.variables).map(([name, value]) => ({ name, value })),
    ...request.plan.variables,
    ...stage.variables,
  ])
  const services = ports.services
  const jobRun = { stage, job, services, connections, catalog: request.catalog, afterCancel, variables, secrets }
  const outcome = job.deployment ? await runDeployment(jobRun, job.deployment, ports) : await runJob(jobRun, ports)
  for (const secret of outcome.secrets) {
    secrets.add(secret)
    run.masker.add(secret)
  }
  return outcome
}

/** Whether a stage or job runs; when not, its result. */
function decide(
  { ports, masker }: Run,
  item: Dependent & { readonly condition?: string },
  all: readonly Dependent[],
  ended: ReadonlyMap<string, Ended>,
  context: ExpressionContext,
): Result | 'run' {
  const canceled = ports.signal.aborted
  const status = dependencyStatus(ancestorsOf(item, all), ended, canceled)
  try {
    if (meetsCondition(item.condition, { ...context, status })) return 'run'
  } catch (error) {
    const text = `The condition of ${item.name} cannot be evaluated: ${(error as Error).message}`
    ports.emit({ kind: 'note', at: ports.clock.now(), text: masker.mask(text) })
    return 'failed'
  }
  return canceled ? 'canceled' : 'skipped'
}

/** Output variables of a stage as other stages see them: `job.step.name`. */
function stageOutputs(jobs: ReadonlyMap<string, Ended>): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const [job, { outputs: own }] of jobs)
    for (const [name, value] of Object.entries(own)) outputs[`${job}.${name}`] = value
  return outputs
}
