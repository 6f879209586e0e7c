import type { JobPlan } from '@mintwell/language'
import { connectionsOf } from '../job/connections.ts'
import { decide } from './decide.ts'
import { dependencyTree, type Ended } from './dependencies.ts'
import { evaluateVariables, variablesOf } from './evaluate-variables.ts'
import type { PipelineRun, RunningStage } from './pipeline-run.ts'
import { runDeployment } from './run-deployment.ts'
import { runJob } from './run-job.ts'

/** Runs a job of the plan where its condition lets it, as what it is: a job or a deployment. */
export async function runPlannedJob(run: PipelineRun, running: RunningStage, job: JobPlan): Promise<Ended> {
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
  run.stubs.push(...outcome.stubs)
  for (const secret of outcome.secrets) {
    secrets.add(secret)
    run.masker.add(secret)
  }
  return outcome
}
