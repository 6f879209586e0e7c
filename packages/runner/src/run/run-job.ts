import { type Limits, watchLimits } from '../job/job-limits.ts'
import { JobState, LOOKUP_VARIABLE } from '../job/job-state.ts'
import { StepLog } from '../job/step-log.ts'
import { makeWorkspace, type Workspace } from '../job/workspace.ts'
import { withPhases } from '../node-task/job-phases.ts'
import type { RunPorts } from '../ports/ports.ts'
import { dueSteps } from './due-steps.ts'
import { outputsOf } from './job-outputs.ts'
import type { JobOutcome, JobRun } from './job-run.ts'
import { runStep } from './run-step.ts'
import { setJobVariables } from './set-job-variables.ts'

/** Runs a job from its workspace to its end: steps in order, the job's timeout, nothing left running, nothing left on disk. */
export async function runJob(run: JobRun, ports: RunPorts): Promise<JobOutcome> {
  const { stage, job } = run
  const workspace = makeWorkspace(ports.directory, ports.files)
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
    if (!ports.settings.keepWorkspaces) await removeWorkspace(workspace, ports)
  }
  const result = state.outcome()
  state.emit({ kind: 'job-finished', stage: stage.name, job: job.name, result })
  return { result, ...outputsOf(state) }
}

async function runOpened(state: JobState, run: JobRun): Promise<void> {
  const { stage, job } = run
  state.emit({ kind: 'job-started', stage: stage.name, job: job.name, displayName: job.displayName })
  setJobVariables(state, run)
  const limits = watchLimits(state, run.afterCancel)
  try {
    const isExplicit = job.steps.some(({ kind }) => kind === 'checkout')
    // A deployment does not clone the sources by itself (learn.microsoft.com, "Deployment jobs"), and a server job has nowhere to.
    const isAsked = isExplicit || job.deployment !== undefined || job.pool?.server === true
    if (!isAsked) await checkOutUnasked(state)
    await runSteps(state, run, limits)
  } finally {
    limits.end()
  }
}

/** Where no step says `checkout`, the job begins with one anyway; `failed()` of the steps is true when it fails. */
async function checkOutUnasked(state: JobState): Promise<void> {
  try {
    await state.ports.checkOut(state.workspace.sources, 'self')
  } catch (error) {
    state.emit({ kind: 'note', text: `The sources cannot be copied: ${(error as Error).message}` })
    state.ended('failed')
  }
}

async function removeWorkspace({ root }: Workspace, { emit, clock, files, takeBack }: RunPorts): Promise<void> {
  try {
    await takeBack?.(root)
    files.removeTree(root)
  } catch (error) {
    emit({ kind: 'note', at: clock.now(), text: `The workspace cannot be removed: ${(error as Error).message}` })
  }
}

async function runSteps(job: JobState, { job: plan, catalog, hook }: JobRun, limits: Limits): Promise<void> {
  const { cancel, cancelTimeUp } = limits
  for (const step of withPhases(dueSteps(job, hook), catalog)) {
    if (cancel.aborted) job.cancel()
    const identity = { stage: job.stage.name, job: plan.name, step: step.id }
    // A step that starts after the cancel is one that runs all the same (always(), canceled()): it is not canceled by it.
    const ends = job.canceled ? cancelTimeUp : cancel
    job.ended(await runStep({ job, step, catalog, identity, log: new StepLog(job, identity), cancel: ends }))
    if (cancel.aborted) job.cancel()
  }
}
