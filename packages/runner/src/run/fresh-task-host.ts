import type { FreshTaskHost, TaskHost } from '@mintwell/azure-cli'
import type { CommandScope } from '../commands/command-handler.ts'
import type { JobState } from './job-state.ts'
import type { StepAccess } from './ports.ts'

/** The port on which the drop-in task runs, beside that of the other built-in tasks. Throws where the services of the run have no tokens to ask for. */
export function createFreshTaskHost(
  state: JobState,
  access: StepAccess,
  scope: CommandScope,
  host: TaskHost,
  signal: AbortSignal,
): FreshTaskHost {
  const { clock } = state.ports
  if (!access.fresh) throw new Error('MintwellAzureCLI@1 cannot be run here: there is no service to ask for ID tokens.')
  // Until the first token came the job itself waits on the clock; from then on its script does, and the renewals are woken in passing.
  let waiting = true
  return {
    ...host,
    ...access.fresh,
    clock: {
      now: () => clock.now(),
      leaps: true,
      sleepUntil: (instant, stop) => (waiting ? state.sleepUntil(instant, stop) : clock.sleepUntil(instant, stop)),
    },
    tokenTaken(token, source, endpoint) {
      waiting = false
      host.tokenTaken(token, source, endpoint)
    },
    handover: {
      run: state.variables.get('Build.BuildId')?.value ?? null,
      stage: state.stage.name,
      job: state.job.name,
      attempt: Number(state.variables.get('System.JobAttempt')?.value ?? 1),
      step: scope.identity.step,
    },
    signal,
  }
}
