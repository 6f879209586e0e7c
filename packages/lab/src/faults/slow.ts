import { defineFault } from './fault.ts'
import { intercept, interceptParameters } from './intercept.ts'

export const slow = defineFault({
  name: 'slow',
  summary: 'Requests for tokens are answered late',
  inCloud: 'A busy region, or a network that loses packets: requests take long, clients run into their time limits',
  parameters: {
    delay: { kind: 'duration', default: '30s', summary: 'how much later, on the lab’s clock' },
    ...interceptParameters,
  },
  create(values, { clock }) {
    return intercept(values, async () => {
      await clock.sleepUntil(clock.now() + values.delay)
      return undefined
    })
  },
})
