import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type LabClockDoor, openLabClock } from './lab-clock.ts'

const YEAR = 365 * 86_400_000
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A door as the lab has it, whose clock is a year ahead; sleepers wait until the test wakes them. */
async function lab() {
  const asked: string[] = []
  const sleeping = new Map<string, ServerResponse>()
  let ahead = YEAR
  const tell = (response: ServerResponse) =>
    response.end(JSON.stringify({ now: new Date(Date.now() + ahead).toISOString() }))
  const server = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer se/cret') return response.writeHead(401).end()
    const url = new URL(request.url ?? '', 'http://x')
    asked.push(`${request.method} ${url.pathname} ${url.searchParams.get('pid') ?? ''}`.trim())
    if (url.pathname === '/clock') return tell(response)
    const pid = url.searchParams.get('pid') ?? ''
    sleeping.set(pid, response)
    response.once('close', () => sleeping.delete(pid))
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const door = await openLabClock(`http://lab:se%2Fcret@127.0.0.1:${port}/clock`, 42)
  closers.push(
    () => door.close(),
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return {
    door,
    asked,
    sleeping,
    leap(ms: number, pid: string) {
      ahead += ms
      tell(sleeping.get(pid) as ServerResponse)
    },
  }
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 2))
}

const isNear = (door: LabClockDoor, instant: number) => Math.abs(door.now() - instant) < 2_000

describe('the door of the lab’s clock', () => {
  it('tells the lab’s time from the start, and after every leap', async () => {
    const { door, leap, sleeping } = await lab()
    expect(isNear(door, Date.now() + YEAR)).toBe(true)
    const slept = door.sleepUntil(door.now() + 600_000)
    await until(() => sleeping.has('42'))
    leap(600_000, '42')
    await slept
    expect(isNear(door, Date.now() + YEAR + 600_000)).toBe(true)
  })

  it('registers a sleeper by the process id, and lets go of it when it is aborted', async () => {
    const { door, sleeping } = await lab()
    const controller = new AbortController()
    const slept = door.sleepUntil(door.now() + 600_000, controller.signal)
    await until(() => sleeping.has('42'))
    controller.abort(new Error('enough'))
    await expect(slept).rejects.toThrow()
    await until(() => !sleeping.has('42'))
  })

  it('counts as asleep only while nothing holds it: a sleep under way is taken back, and taken up again', async () => {
    const { door, sleeping, leap } = await lab()
    const slept = door.sleepUntil(door.now() + 600_000)
    await until(() => sleeping.has('42'))
    const release = door.hold()
    const releaseOther = door.hold()
    await until(() => !sleeping.has('42'))
    release()
    release()
    expect(sleeping.has('42')).toBe(false)
    releaseOther()
    await until(() => sleeping.has('42'))
    leap(600_000, '42')
    await slept
  })

  it('lets another process count as asleep until it is closed', async () => {
    const { door, sleeping } = await lab()
    door.letSleep(43)
    await until(() => sleeping.has('43'))
    door.close()
    await until(() => !sleeping.has('43'))
  })

  it('does not sleep for an instant that has passed', async () => {
    const { door, asked } = await lab()
    await door.sleepUntil(door.now() - 1)
    expect(asked).toEqual(['GET /clock'])
  })
})
