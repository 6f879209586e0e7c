import type { JobPlan, StagePlan, TaskCatalog, VariablePlan } from '@mintwell/language'
import { withPhases } from '../node-task/job-phases.ts'
import type { UnexpandedVariable } from '../variables/variable-set.ts'
import { type Limits, watchLimits } from './job-limits.ts'
import { JobState, LOOKUP_VARIABLE } from './job-state.ts'
import type { JobServices, RunPorts } from './ports.ts'
import { combineResults, type Result } from './result.ts'
import { runStep } from './run-step.ts'
import { jobStatus } from './step-environment.ts'
import { agentVariables, makeWorkspace, type Workspace } from './workspace.ts'

/** A variable of a run as a job gets it. */
export interface JobVariable extends Pick<VariablePlan, 'name' | 'value' | 'readonly'> {
  /** What came out of another job's secret is secret. */
  readonly secret?: boolean
}

export interface JobRun {
  readonly stage: StagePlan
  readonly job: JobPlan
  readonly services: JobServices
  readonly connections: readonly string[]
  readonly catalog: TaskCatalog
  /**
   * The run was canceled before the job began, and its condition wants it all the same (`always()`): the cancel was of the jobs that ran then, and the steps of this one run as
   * ever. On the agent a job is canceled by a message of its own, and `succeeded()` of a step asks about `Agent.JobStatus` (microsoft/azure-pipelines-agent, StepsRunner.cs,
   * ExpressionManager.cs); learn.microsoft.com, "Pipeline conditions", "Condition outcomes when a build is canceled", job example 1.
   */
  readonly afterCancel: boolean
  /** The variables of the run, with the values of its `$[ … ]` already known. */
  readonly variables: readonly JobVariable[]
  /** Secret outputs of the jobs before. */
  readonly secrets: Iterable<string>
}

export interface JobOutcome {
  readonly result: Result
  /** Output variables as `step.name`. */
  readonly outputs: Readonly<Record<string, string>>
  /** The values of those that are secret. */
  readonly secrets: readonly string[]
}

/** Runs a job from its workspace to its end: steps in order, the job's timeout, nothing left running, nothing left on disk. */
export async function runJob(run: JobRun, ports: RunPorts): Promise<JobOutcome> {
  const { stage, job } = run
  const workspace = makeWorkspace(ports.directory)
  let state: JobState | undefined
  // A clock that leaps must not do so for another job while this one is being opened, or while what it left is being ended.
  const leave = ports.clock.enter({ activity: () => state?.activity() ?? { kind: 'busy' } })
  try {
    const access = await run.services.openJob({
      stage: stage.name,
      job: job.name,
      attempt: 1,
      connections: run.connections,
    })
    state = new JobState(ports, stage, job, workspace, access)
    try {
      await runOpened(state, run)
    } finally {
      access.close()
      await ports.processes.endAll(state.sessions, `${LOOKUP_VARIABLE}=${state.lookupId}`)
    }
  } finally {
    leave()
    if (!ports.settings.keepWorkspaces) removeWorkspace(workspace, ports)
  }
  const result = state.canceled
    ? 'canceled'
    : state.result === 'failed' && job.continueOnError
      ? 'succeededWithIssues'
      : state.result
  state.emit({ kind: 'job-finished', stage: stage.name, job: job.name, result })
  return { result, ...outputsOf(state) }
}

async function runOpened(state: JobState, run: JobRun): Promise<void> {
  const { stage, job } = run
  state.emit({ kind: 'job-started', stage: stage.name, job: job.name, displayName: job.displayName })
  setVariables(state, run)
  const limits = watchLimits(state, run.afterCancel)
  try {
    const isExplicit = job.steps.some(({ kind }) => kind === 'checkout')
    // A deployment does not clone the sources by itself (learn.microsoft.com, "Deployment jobs").
    const checkedOut = isExplicit || job.deployment !== undefined || (await checkOutUnasked(state))
    await runSteps(state, run, limits, checkedOut ? [] : ['failed'])
  } finally {
    limits.end()
  }
}

/** Where no step says `checkout`, the job begins with one all the same; when it fails, the steps are told by `failed()`. */
async function checkOutUnasked(state: JobState): Promise<boolean> {
  try {
    await state.ports.checkOut(state.workspace.sources)
    return true
  } catch (error) {
    state.emit({ kind: 'note', text: `The sources cannot be copied: ${(error as Error).message}` })
    return false
  }
}

function removeWorkspace(workspace: Workspace, { emit, clock }: RunPorts): void {
  try {
    workspace.remove()
  } catch (error) {
    emit({ kind: 'note', at: clock.now(), text: `The workspace cannot be removed: ${(error as Error).message}` })
  }
}

async function runSteps(
  state: JobState,
  run: JobRun,
  { cancel, cancelTimeUp }: Limits,
  before: readonly Result[],
): Promise<void> {
  const results = [...before]
  state.result = combineResults(results)
  // `checkout: none` says that nothing is checked out: it is no step, not one that is skipped.
  const steps = run.job.steps.filter((step) => step.kind !== 'checkout' || step.repository !== 'none')
  for (const step of withPhases(steps, run.catalog)) {
    if (cancel.aborted) state.canceled = true
    // A step that starts after the cancel is one that wants to (always(), canceled()): it is not canceled by it.
    const result = await runStep(state, step, run.catalog, state.canceled ? cancelTimeUp : cancel)
    if (cancel.aborted) state.canceled = true
    results.push(result)
    state.result = combineResults(results.filter((part) => part !== 'canceled'))
    state.variables.set('Agent.JobStatus', jobStatus(state))
  }
}

function setVariables(state: JobState, run: JobRun): void {
  const { ports, workspace, access, variables } = state
  for (const [name, value] of Object.entries(agentVariables(workspace, ports.processes.platform, process.arch)))
    variables.set(name, value)
  variables.set('Agent.JobName', run.job.name)
  for (const { name, value, secret } of access.variables) variables.set(name, value, { secret: secret === true })
  // The lab knows jobs by their names alone.
  variables.set('System.StageDisplayName', run.stage.displayName)
  variables.set('System.PhaseDisplayName', run.job.displayName)
  variables.set('System.JobDisplayName', run.job.displayName)
  // The authorization parameters that the agent masks: all but a list of harmless ones (the tenant is one of them).
  for (const endpoint of access.endpoints) {
    for (const [name, value] of Object.entries(endpoint.parameters))
      if (!SHOWN_PARAMETERS.has(name)) state.masker.add(value)
  }
  for (const secret of run.secrets) state.masker.add(secret)
  for (const { name, value, readonly, secret } of run.variables)
    variables.set(name, value, { readonly, secret: secret === true })
  for (const { name, problem } of variables.expandAll())
    state.emit({ kind: 'note', text: `The variable ${name} ${UNEXPANDED[problem]}: its references stay as they are.` })
}

const UNEXPANDED: Readonly<Record<UnexpandedVariable['problem'], string>> = {
  circular: 'refers to itself',
  'too-deep': 'refers to others too many levels deep',
  'too-long': 'would become too long',
}

/** Endpoint authorization parameters that the agent does not mask (microsoft/azure-pipelines-agent, InitializeSecretMasker), lower case. */
const SHOWN_PARAMETERS: ReadonlySet<string> = new Set([
  'role',
  'scope',
  'tenantid',
  'issuedat',
  'expiresat',
  'audience',
  'authenticationtype',
  'authorizationtype',
  'accesstokentype',
  'accesstokenfetchingmethod',
  'usewindowssecurity',
  'unsecured',
  'oauthaccesstokenissupplied',
  'completecallbackpayload',
  'acceptuntrustedcertificates',
])

/** Variables named `step.name` whose step exists: what other jobs see under `dependencies.job.outputs`. */
function outputsOf(state: JobState): Pick<JobOutcome, 'outputs' | 'secrets'> {
  const steps = new Set(state.job.steps.map(({ id }) => id.toLowerCase()))
  const outputs: Record<string, string> = {}
  const secrets: string[] = []
  for (const { name, value, readonly, secret } of state.variables.all()) {
    const dot = name.indexOf('.')
    if (!readonly || dot <= 0 || !steps.has(name.slice(0, dot).toLowerCase())) continue
    outputs[name] = value
    if (secret) secrets.push(value)
  }
  return { outputs, secrets }
}
