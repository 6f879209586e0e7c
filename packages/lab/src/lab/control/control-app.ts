import { Hono } from 'hono'
import { LabError, type LabErrorCode } from '../../ground/errors.ts'
import type { LabEvent } from '../../ground/lab-event.ts'
import type { Lab } from '../open-lab.ts'
import { problem, readObject } from './answers.ts'
import { addClockRoutes } from './clock-routes.ts'
import { describeLab, describeState } from './describe-lab.ts'
import { addFaultRoutes } from './fault-routes.ts'
import { openApiDocument } from './open-api.ts'

/** What the control API needs from the opener of the lab. */
export interface ControlPorts {
  readonly lab: Lab
  /** Makes a way into the lab for a command: its environment. The connection, if any, is created when it does not exist. */
  readonly admit: (connection: string | undefined) => Promise<Readonly<Record<string, string>>>
  /** What the services reported last, oldest first. */
  readonly recentEvents?: () => readonly LabEvent[]
  /** Keeps what has changed, where the lab is kept: called before a change is confirmed. */
  readonly keep?: () => Promise<void>
  /** Ends the lab, after the answer. Where there is none, the lab cannot be ended so. */
  readonly shutDown?: () => void
}

/**
 * The control API of a lab that is up: its clock, its faults, its state, and admissions. `GET /v1/openapi.json` describes it. Its server checks the secret first.
 */
export function createControlApp(ports: ControlPorts): Hono {
  const { lab, admit, recentEvents = () => [], keep = async () => {}, shutDown } = ports
  const app = new Hono()
  app.get('/v1/openapi.json', (context) => context.json(openApiDocument))
  app.get('/v1/status', (context) => context.json({ ...describeLab(lab), ...describeState(lab, recentEvents()) }))
  addClockRoutes(app, lab)
  addFaultRoutes(app, lab)
  app.post('/v1/keys/rotate', async (context) => {
    const { issuer, overlap } = await readObject(context)
    if (issuer !== 'entra' && issuer !== 'ado') return problem(context, 400, 'issuer takes entra or ado')
    if (overlap !== undefined && typeof overlap !== 'boolean')
      return problem(context, 400, 'overlap takes true or false')
    await lab.services.rotateKeys(issuer, { overlap: overlap ?? true })
    await keep()
    return context.json({ keys: (await lab.services.keys[issuer].published()).map(({ kid }) => kid) })
  })
  app.post('/v1/admissions', async (context) => {
    const { connection } = await readObject(context)
    const environment = await admit(typeof connection === 'string' ? connection : undefined)
    await keep()
    return context.json({ environment })
  })
  app.post('/v1/shutdown', (context) => {
    if (!shutDown) return problem(context, 409, 'this lab stops with the program that opened it')
    shutDown()
    return context.json({})
  })
  app.notFound((context) => problem(context, 404, 'unknown path; GET /v1/openapi.json lists the paths'))
  app.onError((error, context) => {
    if (error instanceof LabError) return problem(context, STATUS[error.code] ?? 400, error.message)
    return problem(context, 500, 'the lab failed')
  })
  return app
}

/** Codes whose status is not 400. */
const STATUS: Partial<Readonly<Record<LabErrorCode, 404>>> = { ERR_FAULT_NOT_ON: 404, ERR_FAULT_UNKNOWN: 404 }
