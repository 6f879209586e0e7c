import { defineFault } from './fault.ts'

/** The answer to a caller that has used up its allowance: the code is documented (Microsoft Learn, "Rate and usage limits"), the rest of the text is the lab's own. */
const BLOCKED = {
  $id: '1',
  innerException: null,
  message: 'TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource.',
  typeName:
    'Microsoft.TeamFoundation.Framework.Server.RequestBlockedException, Microsoft.TeamFoundation.Framework.Server',
  typeKey: 'RequestBlockedException',
  errorCode: 0,
  eventId: 3_000,
}

/** Throttling as Microsoft Learn, "Rate and usage limits", describes it: `Retry-After` comes with good answers too, and then concerns the next request. */
export const restThrottled = defineFault({
  name: 'rest-throttled',
  summary: 'The REST API of Azure DevOps asks callers to wait: with good answers, and by refusing requests with 429',
  inCloud: 'A user, a pipeline or an audit asks for more than 200 TSTU in five minutes',
  parameters: {
    'retry-after': { kind: 'duration', default: '5s', summary: 'what Retry-After says' },
    every: { kind: 'number', default: '10', summary: 'every such request is hit' },
    how: {
      kind: 'text',
      default: 'both',
      oneOf: ['delayed', 'blocked', 'both'],
      summary: 'delayed (200 with Retry-After), blocked (429), or in turn both',
    },
  },
  create({ every, how, ...values }) {
    const seconds = String(Math.ceil(values['retry-after'] / 1_000))
    const headers = {
      'Retry-After': seconds,
      'X-RateLimit-Resource': 'Core',
      'X-RateLimit-Limit': '200',
      'X-RateLimit-Remaining': '0',
    }
    let asked = 0
    let hits = 0
    return {
      interveneRest() {
        asked += 1
        if (asked % Math.max(1, every) !== 0) return undefined
        hits += 1
        if (how === 'delayed' || (how === 'both' && hits % 2 === 1)) return { headers }
        const type = { 'Content-Type': 'application/json; charset=utf-8' }
        return { answer: { status: 429, headers: { ...headers, ...type }, body: JSON.stringify(BLOCKED) } }
      },
    }
  },
})
