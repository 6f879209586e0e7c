import type { TaskOutcome } from '@mintwell/azure-cli'
import type { TaskStepPlan } from '@mintwell/language'
import type { StepRun } from '../job/step-run.ts'
import { succeeded } from './outcomes.ts'

/**
 * Whether a task is stubbed: by its name in any case, with or without the major version, by its GUID, or by the last part of a marketplace name.
 *
 * @param stubs as the user gave them: `NAME` or `NAME@MAJOR`
 */
export function isStubbed(stubs: readonly string[], names: readonly string[], major: number): boolean {
  const known = names.flatMap((name) => [name, name.split('.').at(-1) ?? name]).map((name) => name.toLowerCase())
  return stubs.some((stub) => {
    const [name = '', version] = stub.trim().toLowerCase().split('@')
    return known.includes(name) && (version === undefined || Number(version) === major)
  })
}

/** A task that is stubbed: its inputs are in the log, it does nothing and succeeds, and the step and the run say so. */
export function runStub({ job, step, log }: StepRun<TaskStepPlan>): TaskOutcome {
  const name = `${step.task.name}@${step.task.major}`
  for (const [input, value] of Object.entries(step.inputs))
    log.line('plain', `${input}: ${job.variables.expand(value.trim())}`)
  log.issue('warning', `${name} is stubbed: nothing was done. Its inputs are above.`)
  job.stubbed(name, step.id)
  return succeeded
}
