import type { DeploymentPlan, HookName, HookPlan } from '@mintwell/language'
import type { StubbedStep } from '../job/job-state.ts'
import type { RunPorts } from '../ports/ports.ts'
import { combineResults, type Result } from '../ports/result.ts'
import type { JobOutcome, JobRun } from './job-run.ts'
import type { JobVariable } from './job-variable.ts'
import { runJob } from './run-job.ts'

/** The part of a deployment that a hook belongs to: `Strategy.CycleName` (learn.microsoft.com, "Predefined variables", deployment jobs). */
const CYCLES: Readonly<Record<HookName, string>> = {
  PreDeploy: 'PreIteration',
  Deploy: 'Iteration',
  RouteTraffic: 'Iteration',
  PostRouteTraffic: 'Iteration',
  OnSuccess: 'PostIteration',
  OnFailure: 'PostIteration',
}

/** Environments and their resources have a number in Azure DevOps; here there is one of each. */
const ONLY_ID = '1'

/**
 * Runs a deployment job: each hook is a job of its own, one after the other until one fails, then `on: success` or `on: failure` (learn.microsoft.com, "Deployment jobs").
 * Outputs are `NAME.step.variable`: the deployment's own name where `deploy` is all that it has, and the hook's name otherwise (both forms in the same page).
 */
export async function runDeployment(run: JobRun, deployment: DeploymentPlan, ports: RunPorts): Promise<JobOutcome> {
  const { stage, job } = run
  const isPlain = deployment.hooks.length === 1 && deployment.hooks[0]?.name === 'Deploy'
  const results: Result[] = []
  const outputs: Record<string, string> = {}
  const secrets: string[] = []
  const stubs: StubbedStep[] = []
  for (const hook of deployment.hooks) {
    const before = combineResults(results)
    if (!isDue(hook.name, before)) continue
    // A cancel that came while another hook ran is one of this deployment: no hook begins after it.
    if (results.length > 0 && !run.afterCancel && ports.signal.aborted) results.push('canceled')
    if (combineResults(results) === 'canceled') break
    const outcome = await runJob(jobOf(run, deployment, hook, isPlain), ports)
    results.push(outcome.result)
    for (const [name, value] of Object.entries(outcome.outputs))
      outputs[`${isPlain ? job.name : hook.name}.${name}`] = value
    secrets.push(...outcome.secrets)
    stubs.push(...outcome.stubs)
    if (CYCLES[hook.name] === 'PostIteration') break
  }
  const combined = combineResults(results)
  const result = combined === 'failed' && job.continueOnError ? 'succeededWithIssues' : combined
  // A plain deployment is known by the one job that it ran.
  if (!isPlain) ports.emit({ kind: 'job-finished', at: ports.clock.now(), stage: stage.name, job: job.name, result })
  return { result, outputs, secrets, stubs }
}

/** Whether a hook runs after what the ones before it came to. */
function isDue(hook: HookName, before: Result): boolean {
  return (hook === 'OnFailure') === (before === 'failed')
}

/** A hook as the job that it is. */
function jobOf(run: JobRun, deployment: DeploymentPlan, hook: HookPlan, isPlain: boolean): JobRun {
  const { job } = run
  const own = isPlain ? {} : { name: `${job.name}.${hook.name}`, displayName: `${job.displayName}: ${hook.name}` }
  return {
    ...run,
    job: { ...job, ...own, steps: hook.steps, continueOnError: isPlain && job.continueOnError },
    variables: [
      ...deploymentVariables(deployment, hook.name),
      ...(isPlain ? [] : toVariables({ 'System.JobName': hook.name, 'System.PhaseName': job.name })),
      ...run.variables,
    ],
  }
}

/** What the steps of a deployment know of it (learn.microsoft.com, "Predefined variables", deployment jobs). */
function deploymentVariables({ environment }: DeploymentPlan, hook: HookName): readonly JobVariable[] {
  const { name, resource, resourceId } = environment
  return toVariables({
    'Environment.Name': name,
    'Environment.Id': ONLY_ID,
    ...(resource === undefined
      ? {}
      : { 'Environment.ResourceName': resource, 'Environment.ResourceId': resourceId ?? ONLY_ID }),
    'Strategy.Name': 'runOnce',
    'Strategy.CycleName': CYCLES[hook],
  })
}

function toVariables(values: Readonly<Record<string, string>>): readonly JobVariable[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, readonly: false }))
}
