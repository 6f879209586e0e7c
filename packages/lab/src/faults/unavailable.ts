import { defineFault } from './fault.ts'
import { intercept, interceptParameters } from './intercept.ts'

export const unavailable = defineFault({
  name: 'unavailable',
  summary: 'Requests for tokens are answered with 503',
  inCloud: 'An outage, or an instance that is taken down: the service is back after a while',
  parameters: interceptParameters,
  create(values) {
    return intercept(values, async () => ({
      status: 503,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body: 'The service is unavailable.',
    }))
  },
})
