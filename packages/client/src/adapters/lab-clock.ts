import type { Agent, request } from 'node:http'
import type { KeeperClock } from '../waiting/keeper-clock.ts'

/** The lab's clock as a process inside the lab reaches it. */
export interface LabClockDoor extends KeeperClock {
  readonly leaps: true
  sync(): Promise<void>
  /** Lets another process count as asleep, until this is closed: one that only waits for us. */
  letSleep(pid: number): void
  /** This process has work to do: it does not count as asleep, even if something in it sleeps, until the returned function is called. */
  hold(): () => void
  close(): void
}

/** After the door did not answer, in milliseconds: the lab is going down, and so will this process. */
const RETRY_MS = 1_000

/**
 * Opens the door of the lab's clock that `MINTWELL_LAB_CLOCK` names (`http://lab:SECRET@127.0.0.1:PORT/clock`): a sleeper here is registered by its process
 * id, so that the clock may leap. The distance to this process's own `Date` is learned at every answer, whether or not libfaketime shows it the lab's time.
 */
export async function openLabClock(address: string, pid: number): Promise<LabClockDoor> {
  const door = new Door(address, pid, await import('node:http'))
  await door.sync()
  return door
}

class Door implements LabClockDoor {
  readonly leaps = true
  readonly #url: URL
  readonly #pid: number
  readonly #agent: Agent
  readonly #request: typeof request
  readonly #closed = new AbortController()
  #offset = 0
  #holds = 0
  /** Ends when the work begins for which the process must not count as asleep. */
  #idle = new AbortController()
  #waiting: (() => void)[] = []

  constructor(address: string, pid: number, http: typeof import('node:http')) {
    this.#url = new URL(address)
    this.#pid = pid
    this.#agent = new http.Agent({ keepAlive: true })
    this.#request = http.request
  }

  now(): number {
    return Date.now() + this.#offset
  }

  async sync(): Promise<void> {
    await this.#ask('GET', this.#url.pathname, this.#closed.signal).catch(() => {})
  }

  async sleepUntil(instant: number, signal?: AbortSignal): Promise<void> {
    while (instant > this.now()) {
      signal?.throwIfAborted()
      if (this.#holds > 0) {
        await this.#untilIdle(signal)
        continue
      }
      const until = new Date(Math.ceil(instant)).toISOString()
      const signals = [this.#idle.signal, this.#closed.signal, ...(signal ? [signal] : [])]
      try {
        await this.#ask('POST', `${this.#url.pathname}/sleep?pid=${this.#pid}&until=${until}`, AbortSignal.any(signals))
      } catch (error) {
        if (signal?.aborted || this.#closed.signal.aborted) throw error
        if (this.#holds === 0) await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }

  letSleep(pid: number): void {
    this.#ask('POST', `${this.#url.pathname}/sleep?pid=${pid}&for=infinity`, this.#closed.signal).catch(() => {})
  }

  hold(): () => void {
    this.#holds += 1
    if (this.#holds === 1) {
      this.#idle.abort()
      this.#idle = new AbortController()
    }
    let released = false
    return () => {
      if (released) return
      released = true
      this.#holds -= 1
      if (this.#holds === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    }
  }

  close(): void {
    this.#closed.abort()
    this.#agent.destroy()
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #untilIdle(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve)
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  }

  #ask(method: string, path: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const { hostname, port, password } = this.#url
      const headers = { authorization: `Bearer ${decodeURIComponent(password)}` }
      const outgoing = this.#request({ host: hostname, port, method, path, agent: this.#agent, headers, signal })
      outgoing.once('error', reject)
      outgoing.once('response', (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        answer.once('error', reject)
        answer.once('end', () => {
          this.#learn(text)
          resolve()
        })
      })
      outgoing.end()
    })
  }

  #learn(text: string): void {
    try {
      const now = Date.parse(String((JSON.parse(text) as { now?: unknown }).now))
      if (!Number.isNaN(now)) this.#offset = now - Date.now()
    } catch {} // An answer cut short: the next one tells.
  }
}
