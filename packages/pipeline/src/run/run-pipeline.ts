import type { JobPlan, Plan, StagePlan, VariablePlan } from '../plan/plan.ts'
import type { TaskCatalog } from '../tasks/task-definition.ts'
import { dependencyStatus, dependencyTree, type Ended, evaluateVariables, meetsCondition } from './dependencies.ts'
import type { RunPorts } from './ports.ts'
import { combineResults, type Result } from './result.ts'
import { runJob } from './run-job.ts'
import { connectionInputs } from './step-task-host.ts'

/** What a run of a plan is besides the plan. */
export interface RunRequest {
  readonly plan: Plan
  readonly catalog: TaskCatalog
  /** The variables of the run as such, such as `Build.BuildId` and `Build.Reason`. */
  readonly variables: Readonly<Record<string, string>>
  /** The next number of a `counter(prefix, seed)`, kept over the runs of a pipeline. */
  readonly counter: (prefix: string, seed: number) => number
}

/** Runs a plan once, from its first stage to its last. Everything it does is told by events; the result is the run's. */
export async function runPipeline(request: RunRequest, ports: RunPorts): Promise<Result> {
  const ended = new Map<string, Ended>()
  const stageJobs = new Map<string, Map<string, Ended>>()
  for (const stage of request.plan.stages) {
    const stageDependencies = Object.fromEntries([...stageJobs].map(([name, jobs]) => [name, dependencyTree(jobs)]))
    const context = {
      variables: variablesOf(request, request.plan.variables, stage.variables),
      dependencies: dependencyTree(ended),
      stageDependencies,
      status: dependencyStatus(stage.dependsOn, ended, ports.signal.aborted),
      counter: request.counter,
    }
    const now = ports.clock.now()
    const runs = meetsCondition(stage.condition, context)
    const jobs = new Map<string, Ended>()
    if (runs) {
      ports.emit({ kind: 'stage-started', at: now, stage: stage.name, displayName: stage.displayName })
      await runJobs(request, stage, jobs, stageDependencies, ports)
    }
    const result = runs
      ? combineResults([...jobs.values()].map((job) => job.result))
      : ports.signal.aborted
        ? 'canceled'
        : 'skipped'
    stageJobs.set(stage.name, jobs)
    ended.set(stage.name, { result, outputs: stageOutputs(jobs) })
    ports.emit({ kind: 'stage-finished', at: ports.clock.now(), stage: stage.name, result })
  }
  return ports.signal.aborted ? 'canceled' : combineResults([...ended.values()].map(({ result }) => result))
}

/** Jobs in the plan's order, one at a time; with `parallel`, each as soon as what it depends on has ended. */
async function runJobs(
  request: RunRequest,
  stage: StagePlan,
  ended: Map<string, Ended>,
  stageDependencies: Record<string, unknown>,
  ports: RunPorts,
): Promise<void> {
  const promises = new Map<string, Promise<void>>()
  for (const job of stage.jobs) {
    const before = job.dependsOn.map((name) => promises.get(name))
    const run = async () => {
      await Promise.all(before)
      ended.set(job.name, await runOneJob(request, stage, job, ended, stageDependencies, ports))
    }
    const promise = run()
    promises.set(job.name, promise)
    if (!ports.settings.parallel) await promise
  }
  await Promise.all(promises.values())
}

async function runOneJob(
  request: RunRequest,
  stage: StagePlan,
  job: JobPlan,
  ended: ReadonlyMap<string, Ended>,
  stageDependencies: Record<string, unknown>,
  ports: RunPorts,
): Promise<Ended> {
  const given = [...request.plan.variables, ...stage.variables, ...job.variables]
  const context = {
    variables: variablesOf(request, given),
    dependencies: dependencyTree(ended),
    stageDependencies,
    counter: request.counter,
    status: dependencyStatus(job.dependsOn, ended, ports.signal.aborted),
  }
  if (!meetsCondition(job.condition, context)) {
    const result: Result = ports.signal.aborted ? 'canceled' : 'skipped'
    ports.emit({ kind: 'job-finished', at: ports.clock.now(), stage: stage.name, job: job.name, result })
    return { result, outputs: {} }
  }
  const variables = [
    ...Object.entries(request.variables).map(([name, value]) => ({ name, value, readonly: false })),
    ...evaluateVariables(given, context),
  ]
  const connections = connectionsOf(stage, request.catalog, variables)
  return runJob({ stage, job, services: ports.services, connections, catalog: request.catalog, variables }, ports)
}

/** All variables in reach as text, later ones over earlier ones of the same name in any case. */
function variablesOf(request: RunRequest, ...lists: readonly (readonly VariablePlan[])[]): Record<string, string> {
  const byKey = new Map<string, [string, string]>()
  for (const [name, value] of Object.entries(request.variables)) byKey.set(name.toLowerCase(), [name, value])
  for (const { name, value } of lists.flat()) byKey.set(name.toLowerCase(), [name, value])
  return Object.fromEntries(byKey.values())
}

/** Output variables of a stage as other stages see them: `job.step.name`. */
function stageOutputs(jobs: ReadonlyMap<string, Ended>): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const [job, { outputs: own }] of jobs)
    for (const [name, value] of Object.entries(own)) outputs[`${job}.${name}`] = value
  return outputs
}

/**
 * The service connections that task inputs of a stage name: known when the run is queued, so a macro counts only where a variable of the plan gives it. A step that never
 * runs (`condition: false`) counts too.
 */
function connectionsOf(
  stage: StagePlan,
  catalog: TaskCatalog,
  variables: readonly { readonly name: string; readonly value: string }[],
): string[] {
  const found = new Set<string>()
  const values = new Map(variables.map(({ name, value }) => [name.toLowerCase(), value]))
  for (const job of stage.jobs) {
    for (const step of job.steps) {
      if (step.kind !== 'task') continue
      const definition = catalog.find(step.task.name, step.task.major)
      for (const name of definition ? connectionInputs(definition) : []) {
        for (const part of (step.inputs[name] ?? '').split(',')) {
          const value = part
            .trim()
            .replace(/\$\(([^()$]+)\)/g, (macro, variable: string) => values.get(variable.toLowerCase()) ?? macro)
          if (value !== '' && !value.includes('$(')) found.add(value)
        }
      }
    }
  }
  return [...found]
}
