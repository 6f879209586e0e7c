import type { Processes, RunningProcess } from './ports.ts'

/** How long a process may take after the interrupt, and then after the terminate, in milliseconds of real time (microsoft/azure-pipelines-agent, ProcessInvoker: 7.5 s and 2.5 s). */
const INTERRUPT_GRACE_MS = 7_500
const TERMINATE_GRACE_MS = 2_500

/** The pauses of the agent between the signals. */
const AGENT_GRACES = { interruptMs: INTERRUPT_GRACE_MS, terminateMs: TERMINATE_GRACE_MS }

/** Ends a process as the agent does: interrupt, then terminate, then kill, each after a grace. Resolves when it has ended. */
export async function stopProcess(
  running: RunningProcess,
  processes: Processes,
  { interruptMs, terminateMs } = AGENT_GRACES,
): Promise<void> {
  const endedWithin = (ms: number) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      const done = () => {
        clearTimeout(timer)
        resolve(true)
      }
      running.ended.then(done, done)
    })
  running.signal('SIGINT')
  if (await endedWithin(interruptMs)) return
  running.signal('SIGTERM')
  if (await endedWithin(terminateMs)) return
  running.signal('SIGKILL')
  await processes.endAll([running.session])
}
