import type { LabClockDoor } from '@mintwell/client'

/**
 * The lab's clock for a task that does more than wait: a process that sleeps there counts as asleep whatever else it does, so once there is a token it sleeps only while a
 * process of the step runs. Before, it waits for the token and does nothing else.
 */
export function gatedLabClock(door: LabClockDoor, whileRunning: () => Promise<AbortSignal>): { readonly clock: LabClockDoor; tokenTaken(): void } {
  let taken = false
  const clock: LabClockDoor = {
    ...door,
    async sleepUntil(instant, signal) {
      while (taken && !signal?.aborted) {
        const ended = await whileRunning()
        try {
          return await door.sleepUntil(instant, signal ? AbortSignal.any([signal, ended]) : ended)
        } catch (error) {
          if (!ended.aborted) throw error
        }
      }
      return door.sleepUntil(instant, signal)
    },
  }
  return {
    clock,
    tokenTaken() {
      taken = true
    },
  }
}
