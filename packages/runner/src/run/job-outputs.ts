import type { JobState } from '../job/job-state.ts'
import type { JobOutcome } from './job-run.ts'

/** Variables named `step.name` whose step exists: what other jobs see under `dependencies.job.outputs`. */
export function outputsOf(state: JobState): Omit<JobOutcome, 'result'> {
  const steps = new Set(state.job.steps.map(({ id }) => id.toLowerCase()))
  const outputs: Record<string, string> = {}
  const secrets: string[] = []
  for (const { name, value, readonly, secret } of state.variables.all()) {
    const dot = name.indexOf('.')
    if (!readonly || dot <= 0 || !steps.has(name.slice(0, dot).toLowerCase())) continue
    outputs[name] = value
    if (secret) secrets.push(value)
  }
  return { outputs, secrets, stubs: state.stubs }
}
