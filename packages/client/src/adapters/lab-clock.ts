import { Agent, request } from 'node:http'
import type { KeeperClock } from '../keeper/keep-fresh.ts'

/** The lab's clock as a process inside the lab reaches it. */
export interface LabClockDoor extends KeeperClock {
  readonly leaps: true
  sync(): Promise<void>
  /** Lets another process count as asleep, until this is closed: one that only waits for us. */
  letSleep(pid: number): void
  close(): void
}

/** After the door did not answer, in milliseconds: the lab is going down, and so will this process. */
const RETRY_MS = 1_000

/**
 * Opens the door of the lab's clock that `MINTWELL_LAB_CLOCK` names (`http://lab:SECRET@127.0.0.1:PORT/clock`): whoever sleeps here is registered by its process
 * id, so that the clock may leap. The distance to this process's own `Date` is learned at every answer, whether or not libfaketime shows it the lab's time.
 */
export async function openLabClock(address: string, pid: number): Promise<LabClockDoor> {
  const url = new URL(address)
  const authorization = `Bearer ${decodeURIComponent(url.password)}`
  const agent = new Agent({ keepAlive: true })
  const closed = new AbortController()
  let offset = 0
  const ask = (method: string, path: string, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const either = signal ? AbortSignal.any([signal, closed.signal]) : closed.signal
      const outgoing = request({ host: url.hostname, port: url.port, method, path, agent, headers: { authorization }, signal: either })
      outgoing.once('error', reject)
      outgoing.once('response', (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        answer.once('error', reject)
        answer.once('end', () => {
          const now = Date.parse(String((JSON.parse(text || '{}') as { now?: unknown }).now))
          if (!Number.isNaN(now)) offset = now - Date.now()
          resolve()
        })
      })
      outgoing.end()
    })
  const door: LabClockDoor = {
    leaps: true,
    now: () => Date.now() + offset,
    sync: () => ask('GET', url.pathname).catch(() => {}),
    async sleepUntil(instant, signal) {
      if (instant <= door.now()) return
      try {
        await ask('POST', `${url.pathname}/sleep?pid=${pid}&until=${new Date(Math.ceil(instant)).toISOString()}`, signal)
      } catch (error) {
        if (signal?.aborted || closed.signal.aborted) throw error
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    },
    letSleep(other) {
      ask('POST', `${url.pathname}/sleep?pid=${other}&for=infinity`).catch(() => {})
    },
    close() {
      closed.abort()
      agent.destroy()
    },
  }
  await door.sync()
  return door
}
