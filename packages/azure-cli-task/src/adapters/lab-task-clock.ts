import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type KeeperClock, openLabClock } from '@mintwell/client'

/** The lab's clock for a task, which does more than sleep on it. */
export interface LabTaskClock extends KeeperClock {
  /** From now on the task has a script to wait for. */
  tokenTaken(): void
  close(): void
}

/**
 * Opens the lab's clock for this process. Until there is a token the task does nothing but wait for one, and sleeps at the clock's door itself. Later, when the end of the
 * script can come at any moment, it must not count as asleep: then the `sleep` that is first on PATH, which is the lab's, sleeps for it, and only while the script runs.
 *
 * @param whileRunning gives a signal that aborts when the script has ended, and waits for it to begin
 */
export async function openLabTaskClock(
  address: string,
  pid: number,
  whileRunning: () => Promise<AbortSignal>,
): Promise<LabTaskClock> {
  let door = await openLabClock(address, pid)
  let taken = false
  /** Learns the time anew over a connection that is closed at once: one that stays open looks like work. */
  const sync = async () => {
    if (!taken) return door.sync()
    door = await openLabClock(address, pid)
    door.close()
  }
  const sleepBeside = async (instant: number, signal: AbortSignal | undefined) => {
    while (!signal?.aborted) {
      const ended = await whileRunning()
      const seconds = Math.max(0, instant - door.now()) / 1_000
      const child = spawn('sleep', [seconds.toFixed(3)], {
        stdio: 'ignore',
        signal: signal ? AbortSignal.any([signal, ended]) : ended,
      })
      const [code] = await once(child, 'exit').catch(() => [null])
      if (code === 0) return sync()
    }
    throw signal.reason
  }
  return {
    leaps: true,
    now: () => door.now(),
    sync,
    sleepUntil: (instant, signal) => (taken ? sleepBeside(instant, signal) : door.sleepUntil(instant, signal)),
    tokenTaken() {
      taken = true
      door.close()
    },
    close: () => door.close(),
  }
}
