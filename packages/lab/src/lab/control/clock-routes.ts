import { parseDuration, parseInstant } from '@mintwell/clock'
import type { Context, Hono } from 'hono'
import type { LabClock } from '../clock/lab-clock.ts'
import type { Lab } from '../open-lab.ts'
import { problem, readObject } from './answers.ts'
import { describeClock } from './describe-lab.ts'

/** The part of the control API that shows and moves the clock. */
export function addClockRoutes(app: Hono, lab: Lab): void {
  const move = (context: Context, change: (clock: LabClock) => void) => {
    if (!lab.labClock) return problem(context, 409, 'this lab is on the real clock, which cannot be set')
    change(lab.labClock)
    return context.json(describeClock(lab))
  }
  app.get('/v1/clock', (context) => context.json(describeClock(lab)))
  app.put('/v1/clock', async (context) => {
    const { now } = await readObject(context)
    const instant = typeof now === 'string' ? parseInstant(now) : undefined
    if (instant === undefined) return problem(context, 400, 'now takes an instant such as 2026-04-20T01:04:56Z')
    return move(context, (clock) => clock.set(instant))
  })
  app.post('/v1/clock/advance', async (context) => {
    const { by } = await readObject(context)
    const ms = typeof by === 'string' ? parseDuration(by) : undefined
    if (ms === undefined) return problem(context, 400, 'by takes a duration such as 24h or 90s')
    return move(context, (clock) => clock.advance(ms))
  })
  app.post('/v1/clock/resume', (context) => {
    if (lab.labClock) lab.labClock.advance(-lab.labClock.offsetMs)
    return context.json(describeClock(lab))
  })
}
