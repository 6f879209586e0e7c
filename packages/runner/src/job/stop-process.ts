import type { Processes, RunningProcess } from '../ports/ports.ts'

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
  running.signal('SIGINT')
  if (await endsWithin(running, processes, interruptMs)) return
  running.signal('SIGTERM')
  if (await endsWithin(running, processes, terminateMs)) return
  running.signal('SIGKILL')
  await processes.endAll([running.session])
}

/** Whether a process ends within so many milliseconds of real time. */
export async function endsWithin(running: RunningProcess, processes: Processes, ms: number): Promise<boolean> {
  const over = new AbortController()
  const ended = running.ended.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([ended, processes.pause(ms, over.signal).then(() => false)])
  } finally {
    over.abort()
  }
}
