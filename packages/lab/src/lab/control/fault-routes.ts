import type { Hono } from 'hono'
import { faultList } from '../../faults/fault-list.ts'
import { parseFault } from '../../faults/parse-fault.ts'
import { LabError } from '../../ground/errors.ts'
import type { Lab } from '../open-lab.ts'
import { problem, readObject } from './answers.ts'
import { activeFaults } from './describe-lab.ts'

/** The part of the control API that switches faults. */
export function addFaultRoutes(app: Hono, lab: Lab): void {
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
    lab.faults.switchOff(context.req.param('name'))
    return context.json({ on: activeFaults(lab) })
  })
}
