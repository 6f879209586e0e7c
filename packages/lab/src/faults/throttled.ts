import { defineFault } from './fault.ts'
import { intercept, interceptParameters } from './intercept.ts'

/** The answer is Entra's, as captured in microsoft-authentication-library-for-dotnet#2855. */
export const throttled = defineFault({
  name: 'throttled',
  summary: 'Requests for tokens are answered with 429 and a Retry-After',
  inCloud: 'Too many requests of one client or tenant in a short time',
  parameters: {
    'retry-after': { kind: 'duration', default: '60s', summary: 'what Retry-After says' },
    ...interceptParameters,
  },
  create(values) {
    return intercept(values, async () => ({
      status: 429,
      headers: {
        'Content-Type': 'text/plain; charset=utf-8',
        'Retry-After': String(Math.ceil(values['retry-after'] / 1_000)),
      },
      body: 'Too Many Requests',
    }))
  },
})
