import { formatInstant, parseDuration, parseInstant } from '@mintwell/clock'
import { type Context, Hono } from 'hono'
import { faultList } from '../../faults/fault-list.ts'
import { parseFault } from '../../faults/parse-fault.ts'
import { LabError } from '../../ground/errors.ts'
import type { Lab } from '../open-lab.ts'
import { openApiDocument } from './open-api.ts'

/** What the control API asks of whoever opened the lab. */
export interface ControlPorts {
  readonly lab: Lab
  /** Makes a way into the lab for a command: its environment. The connection, if any, is provisioned on the spot. */
  readonly admit: (connection: string | undefined) => Promise<Readonly<Record<string, string>>>
}

/**
 * The control API of a lab that stands: its clock, its faults, its state, and admissions. `GET /v1/openapi.json` describes it. Whoever serves it checks the secret first.
 */
export function createControlApp({ lab, admit }: ControlPorts): Hono {
  const app = new Hono()
  app.get('/v1/openapi.json', (context) => context.json(openApiDocument))
  app.get('/v1/status', (context) => context.json(describeLab(lab)))
  app.get('/v1/clock', (context) => context.json(describeClock(lab)))
  app.put('/v1/clock', async (context) => {
    const { now } = await readObject(context)
    const instant = typeof now === 'string' ? parseInstant(now) : undefined
    if (instant === undefined) return problem(context, 400, 'now takes an instant such as 2026-04-20T01:04:56Z')
    if (!lab.labClock) return problem(context, 409, 'this lab is on the real clock, which cannot be set')
    lab.labClock.set(instant)
    return context.json(describeClock(lab))
  })
  app.post('/v1/clock/advance', async (context) => {
    const { by } = await readObject(context)
    const ms = typeof by === 'string' ? parseDuration(by) : undefined
    if (ms === undefined) return problem(context, 400, 'by takes a duration such as 24h or 90s')
    if (!lab.labClock) return problem(context, 409, 'this lab is on the real clock, which cannot be set')
    lab.labClock.advance(ms)
    return context.json(describeClock(lab))
  })
  app.post('/v1/clock/resume', (context) => {
    if (lab.labClock) lab.labClock.advance(-lab.labClock.offsetMs)
    return context.json(describeClock(lab))
  })
  app.get('/v1/faults', (context) =>
    context.json({
      on: activeFaults(lab),
      known: faultList.map(({ name, summary, inCloud }) => ({ name, summary, inCloud })),
    }),
  )
  app.put('/v1/faults', async (context) => {
    const { fault } = await readObject(context)
    if (typeof fault !== 'string') return problem(context, 400, 'fault takes a text such as late-bound:age=20h')
    try {
      lab.faults.switchOn(parseFault(fault))
    } catch (error) {
      if (error instanceof LabError) return problem(context, 400, error.message)
      throw error
    }
    return context.json({ on: activeFaults(lab) })
  })
  app.delete('/v1/faults/:name', (context) => {
    try {
      lab.faults.switchOff(context.req.param('name'))
    } catch (error) {
      if (error instanceof LabError) return problem(context, 404, error.message)
      throw error
    }
    return context.json({ on: activeFaults(lab) })
  })
  app.post('/v1/keys/rotate', async (context) => {
    const { issuer, overlap } = await readObject(context)
    if (issuer !== 'entra' && issuer !== 'ado') return problem(context, 400, 'issuer takes entra or ado')
    if (overlap !== undefined && typeof overlap !== 'boolean')
      return problem(context, 400, 'overlap takes true or false')
    await lab.services.rotateKeys(issuer, { overlap: overlap ?? true })
    return context.json({ keys: (await lab.services.keys[issuer].published()).map(({ kid }) => kid) })
  })
  app.post('/v1/admissions', async (context) => {
    const { connection } = await readObject(context)
    return context.json({ environment: await admit(typeof connection === 'string' ? connection : undefined) })
  })
  app.notFound((context) => problem(context, 404, 'there is nothing here; GET /v1/openapi.json says what there is'))
  return app
}

/** What `mintwell lab status` and the ready line tell of a lab. */
export function describeLab(lab: Lab): Readonly<Record<string, unknown>> {
  return {
    schema: 1,
    azureDevOps: lab.baseUrl,
    proxy: `http://127.0.0.1:${lab.proxyPort}`,
    hosts: lab.hosts,
    clock: describeClock(lab),
    faults: activeFaults(lab),
    childrenSeeTheClock: lab.clockReach,
  }
}

function describeClock({ clock, labClock }: Lab): Readonly<Record<string, unknown>> {
  return {
    now: formatInstant(clock.now()),
    offsetSeconds: Math.round((labClock?.offsetMs ?? 0) / 1_000),
    kind: labClock ? 'lab' : 'real',
    waiting: labClock?.waiting.length ?? 0,
  }
}

function activeFaults(lab: Lab): readonly Readonly<Record<string, unknown>>[] {
  return lab.faults.active().map(({ fault, values }) => ({ name: fault.name, values }))
}

async function readObject(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await context.req.json().catch(() => ({}))
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

function problem(context: Context, status: 400 | 404 | 409, error: string): Response {
  return context.json({ error }, status)
}
