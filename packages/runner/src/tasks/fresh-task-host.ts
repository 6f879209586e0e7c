import type { FreshTaskHost, TaskHost } from '@mintwell/azure-cli'
import type { Attempt } from '../job/step-run.ts'

/** The port on which the drop-in task runs, beside that of the other built-in tasks. Throws where the services of the run have no tokens to ask for. */
export function createFreshTaskHost({ job, access, identity, stopped }: Attempt, host: TaskHost): FreshTaskHost {
  const { clock } = job.ports
  if (!access.fresh) throw new Error('MintwellAzureCLI@1 cannot be run here: there is no service to ask for ID tokens.')
  // Until the first token came the job itself waits on the clock; from then on its script does, and the renewals are woken in passing.
  let waiting = true
  return {
    ...host,
    ...access.fresh,
    clock: {
      now: () => clock.now(),
      leaps: true,
      sleepUntil: (instant, stop) => (waiting ? job.sleepUntil(instant, stop) : clock.sleepUntil(instant, stop)),
    },
    tokenTaken(token, source, endpoint) {
      waiting = false
      host.tokenTaken(token, source, endpoint)
    },
    handover: {
      run: job.variables.get('Build.BuildId')?.value ?? null,
      stage: identity.stage,
      job: identity.job,
      attempt: Number(job.variables.get('System.JobAttempt')?.value ?? 1),
      step: identity.step,
    },
    signal: stopped,
  }
}
