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
/** What a rolling deployment deploys to where the environment names no resource: this machine. */
const ONLY_TARGET = 'lab'

/** One hook that runs: once, or once for each increment or target of its strategy. */
interface HookRun {
  readonly hook: HookPlan
  /** What outputs and jobs call it; the deployment's own name where `deploy` is all that there is. */
  readonly name: string
  readonly increment?: number
}

/**
 * Runs a deployment job: each hook is a job of its own, one after the other until one fails, then `on: success` or `on: failure` (learn.microsoft.com, "Deployment jobs").
 * Outputs are `NAME.step.variable`: the deployment's own name where `deploy` is all that it has, and the hook's name otherwise (both forms in the same page), with `_RESOURCE` for
 * a resource of the environment, and `_INCREMENT` for a canary's.
 */
export async function runDeployment(run: JobRun, deployment: DeploymentPlan, ports: RunPorts): Promise<JobOutcome> {
  const { stage, job } = run
  const hooks = hookRuns(job.name, deployment)
  const isPlain = hooks.length === 1 && hooks[0]?.name === job.name
  const results: Result[] = []
  const outputs: Record<string, string> = {}
  const secrets: string[] = []
  const stubs: StubbedStep[] = []
  for (const each of hooks) {
    if (!isDue(each.hook.name, combineResults(results))) continue
    // A cancel that came while another hook ran is one of this deployment: no hook begins after it.
    if (results.length > 0 && !run.afterCancel && ports.signal.aborted) results.push('canceled')
    if (combineResults(results) === 'canceled') break
    const outcome = await runJob(jobOf(run, deployment, each, isPlain), ports)
    results.push(outcome.result)
    for (const prefix of namesOf(each, deployment))
      for (const [name, value] of Object.entries(outcome.outputs)) outputs[`${prefix}.${name}`] = value
    secrets.push(...outcome.secrets)
    stubs.push(...outcome.stubs)
    if (CYCLES[each.hook.name] === 'PostIteration') break
  }
  const combined = combineResults(results)
  const result = combined === 'failed' && job.continueOnError ? 'succeededWithIssues' : combined
  // A plain deployment is known by the one job that it ran.
  if (!isPlain) ports.emit({ kind: 'job-finished', at: ports.clock.now(), stage: stage.name, job: job.name, result })
  return { result, outputs, secrets, stubs }
}

/** The hooks in the order in which they run: those of an iteration once more for each increment. There is one target, so a rolling deployment has one iteration. */
function hookRuns(job: string, { strategy, hooks, increments = [], environment }: DeploymentPlan): readonly HookRun[] {
  if (strategy === 'runOnce') {
    const isPlain = hooks.length === 1 && hooks[0]?.name === 'Deploy'
    return hooks.map((hook) => ({ hook, name: isPlain ? job : hook.name }))
  }
  const of = (cycle: string) => hooks.filter(({ name }) => CYCLES[name] === cycle)
  const once = (each: readonly HookPlan[]) => each.map((hook) => ({ hook, name: keyOf(hook.name) }))
  const suffixes =
    strategy === 'rolling' ? [environment.resource ?? ONLY_TARGET] : increments.length > 0 ? increments : [100]
  const iterations = suffixes.flatMap((suffix) =>
    of('Iteration').map((hook) => ({
      hook,
      name: `${keyOf(hook.name)}_${suffix}`,
      ...(typeof suffix === 'number' ? { increment: suffix } : {}),
    })),
  )
  return [...once(of('PreIteration')), ...iterations, ...once(of('PostIteration'))]
}

/** The names by which outputs of a hook are known. */
function namesOf({ hook, name }: HookRun, { strategy, environment }: DeploymentPlan): readonly string[] {
  const { resource } = environment
  return strategy === 'runOnce' && resource !== undefined ? [name, `${hook.name}_${resource}`] : [name]
}

/** A hook as the file writes it: `preDeploy`. */
function keyOf(name: HookName): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}

/** Whether a hook runs after what the ones before it came to. */
function isDue(hook: HookName, before: Result): boolean {
  return (hook === 'OnFailure') === (before === 'failed')
}

/** A hook as the job that it is. */
function jobOf(run: JobRun, deployment: DeploymentPlan, each: HookRun, isPlain: boolean): JobRun {
  const { job } = run
  const { hook, name, increment } = each
  const own = isPlain ? {} : { name: `${job.name}.${name}`, displayName: `${job.displayName}: ${name}` }
  return {
    ...run,
    hook: hook.name,
    job: { ...job, ...own, steps: hook.steps, continueOnError: isPlain && job.continueOnError },
    variables: [
      ...deploymentVariables(deployment, hook.name, increment),
      ...(isPlain ? [] : toVariables({ 'System.JobName': name, 'System.PhaseName': job.name })),
      ...run.variables,
    ],
  }
}

/** What the steps of a deployment know of it (learn.microsoft.com, "Predefined variables", deployment jobs). */
function deploymentVariables(
  { environment, strategy }: DeploymentPlan,
  hook: HookName,
  increment: number | undefined,
): readonly JobVariable[] {
  const { name, resource, resourceId } = environment
  return toVariables({
    'Environment.Name': name,
    'Environment.Id': ONLY_ID,
    ...(resource === undefined
      ? {}
      : { 'Environment.ResourceName': resource, 'Environment.ResourceId': resourceId ?? ONLY_ID }),
    'Strategy.Name': strategy,
    ...(strategy === 'runOnce' ? {} : { 'Strategy.Action': keyOf(hook) }),
    ...(increment === undefined ? {} : { 'Strategy.Increment': String(increment) }),
    'Strategy.CycleName': CYCLES[hook],
  })
}

function toVariables(values: Readonly<Record<string, string>>): readonly JobVariable[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, readonly: false }))
}
