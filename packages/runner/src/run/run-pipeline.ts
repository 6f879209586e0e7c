import type { StubbedStep } from '../job/job-state.ts'
import { Masker } from '../masking/masker.ts'
import type { RunPorts } from '../ports/ports.ts'
import { combineResults, type Result } from '../ports/result.ts'
import type { Ended } from './dependencies.ts'
import { evaluateVariables, variablesOf } from './evaluate-variables.ts'
import type { PipelineRun, RunRequest } from './pipeline-run.ts'
import { runStage } from './run-stage.ts'

/** Runs a plan once, from its first stage to its last. Everything it does is reported by events; the result is the run's. */
export async function runPipeline(request: RunRequest, ports: RunPorts): Promise<Result> {
  const { plan, counter } = request
  const own = Object.entries(request.variables).map(([name, value]) => ({ name, value, readonly: false }))
  const pipeline = { startTime: new Date(ports.clock.now()) }
  const context = { variables: variablesOf(own), pipeline, counter }
  const variables = [...own, ...evaluateVariables(plan.variables, context, new Set())]
  const run: PipelineRun = {
    request,
    ports,
    variables,
    pipeline,
    stages: new Map(),
    jobsOfStages: new Map(),
    secrets: new Set(),
    masker: new Masker(),
    stubs: [],
  }
  for (const stage of plan.stages) {
    const jobs = new Map<string, Ended>()
    const end = await runStage(run, stage, jobs)
    run.jobsOfStages.set(stage.name, jobs)
    run.stages.set(stage.name, { ...end, outputs: stageOutputs(jobs) })
    ports.emit({ kind: 'stage-finished', at: ports.clock.now(), stage: stage.name, result: end.result })
  }
  if (run.stubs.length > 0) ports.emit({ kind: 'note', at: ports.clock.now(), text: describeStubs(run.stubs) })
  return ports.signal.aborted ? 'canceled' : combineResults([...run.stages.values()].map(({ result }) => result))
}

/** Output variables of a stage as other stages see them: `job.step.name`. */
function stageOutputs(jobs: ReadonlyMap<string, Ended>): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const [job, { outputs: own }] of jobs)
    for (const [name, value] of Object.entries(own)) outputs[`${job}.${name}`] = value
  return outputs
}

/** What was stubbed, by task, with its steps. */
function describeStubs(stubs: readonly StubbedStep[]): string {
  const names = [...new Set(stubs.map(({ task }) => task))]
  const stepsOf = (name: string) => stubs.filter(({ task }) => task === name).map(({ step }) => step)
  const tasks = names.map((name) => `${name} (${stepsOf(name).join(', ')})`)
  return `stubbed (recorded, not run): ${tasks.join('; ')}`
}
