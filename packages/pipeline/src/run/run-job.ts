import type { JobPlan, StagePlan, VariablePlan } from '../plan/plan.ts'
import type { TaskCatalog } from '../tasks/task-definition.ts'
import { JobState, LOOKUP_VARIABLE } from './job-state.ts'
import type { JobServices, RunPorts } from './ports.ts'
import { combineResults, type Result } from './result.ts'
import { runStep } from './run-step.ts'
import { jobStatus } from './step-environment.ts'
import { agentVariables, makeWorkspace } from './workspace.ts'

export interface JobRun {
  readonly stage: StagePlan
  readonly job: JobPlan
  readonly services: JobServices
  readonly connections: readonly string[]
  readonly catalog: TaskCatalog
  /** The variables of the run, with the values of its `$[ … ]` already known. */
  readonly variables: readonly Pick<VariablePlan, 'name' | 'value' | 'readonly'>[]
}

export interface JobOutcome {
  readonly result: Result
  /** Output variables as `step.name`. */
  readonly outputs: Readonly<Record<string, string>>
}

/** Runs a job from its workspace to its end: steps in order, the job's timeout, nothing left running, nothing left on disk. */
export async function runJob(run: JobRun, ports: RunPorts): Promise<JobOutcome> {
  const { stage, job } = run
  const workspace = makeWorkspace(ports.directory)
  const access = await run.services.openJob({
    stage: stage.name,
    job: job.name,
    attempt: 1,
    connections: run.connections,
  })
  const state = new JobState(ports, stage, job, workspace, access)
  const leave = ports.clock.enter(state)
  const timeUp = new AbortController()
  const cancel = AbortSignal.any([ports.signal, timeUp.signal])
  const over = new AbortController()
  try {
    state.emit({ kind: 'job-started', stage: stage.name, job: job.name, displayName: job.displayName })
    setVariables(state, run)
    if (!job.steps.some(({ kind }) => kind === 'checkout')) await ports.checkOut(workspace.sources)
    if (job.timeoutInMinutes > 0) {
      const deadline = ports.clock.now() + job.timeoutInMinutes * 60_000
      ports.clock.sleepUntil(deadline, over.signal).then(
        () => {
          state.emit({
            kind: 'note',
            text: `The job ${job.name} has run for ${job.timeoutInMinutes} min, its timeout: it is canceled.`,
          })
          timeUp.abort(new Error('the job timed out'))
        },
        () => {},
      )
    }
    await runSteps(state, run, cancel)
  } finally {
    over.abort()
    leave()
    access.close()
    await ports.processes.endAll(state.sessions, `${LOOKUP_VARIABLE}=${state.lookupId}`)
    if (!ports.settings.keepWorkspaces) workspace.remove()
  }
  const result = state.canceled
    ? 'canceled'
    : state.result === 'failed' && job.continueOnError
      ? 'succeededWithIssues'
      : state.result
  state.emit({ kind: 'job-finished', stage: stage.name, job: job.name, result })
  return { result, outputs: outputsOf(state) }
}

async function runSteps(state: JobState, run: JobRun, cancel: AbortSignal): Promise<void> {
  const results: Result[] = []
  for (const step of run.job.steps) {
    if (cancel.aborted) state.canceled = true
    // A step that starts after the cancel is one that wants to (always(), canceled()): it is not canceled by it.
    const result = await runStep(state, step, run.catalog, state.canceled ? new AbortController().signal : cancel)
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
  // The authorization parameters that the agent masks: all but a list of harmless ones (the tenant is one of them).
  for (const endpoint of access.endpoints) {
    for (const [name, value] of Object.entries(endpoint.parameters))
      if (!SHOWN_PARAMETERS.has(name)) state.masker.add(value)
  }
  for (const { name, value, readonly } of run.variables) variables.set(name, value, { readonly })
  for (const name of variables.expandAll()) state.emit({ kind: 'note', text: `The variable ${name} refers to itself.` })
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
function outputsOf(state: JobState): Record<string, string> {
  const steps = new Set(state.job.steps.map(({ id }) => id.toLowerCase()))
  const outputs: Record<string, string> = {}
  for (const { name, value, readonly } of state.variables.all()) {
    const dot = name.indexOf('.')
    if (readonly && dot > 0 && steps.has(name.slice(0, dot).toLowerCase())) outputs[name] = value
  }
  return outputs
}
