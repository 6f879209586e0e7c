import type { HttpAnswer } from '../ground/http/answer.ts'
import { defineFault } from './fault.ts'
import { intercept, interceptParameters } from './intercept.ts'

const json = 'application/json; charset=utf-8'
const page = '<html><head><title>Azure DevOps Services | Sign In</title></head><body></body></html>'

/** Each is an answer that azure-devops-node-api turns into null or undefined (measured). */
const answers: Readonly<Record<string, HttpAnswer>> = {
  'not-found': { status: 404, headers: { 'Content-Type': json }, body: '' },
  empty: { status: 200, headers: { 'Content-Type': json }, body: '{}' },
  'sign-in': { status: 203, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: page },
}

export const nullToken = defineFault({
  name: 'null-token',
  summary: 'The OIDC endpoint answers without a token; a task that does not check uses "null" or "undefined" as one',
  inCloud:
    'A 404, a sign-in page or an empty object of a service in trouble: AzureCLI runs az login --federated-token "null"',
  parameters: {
    form: {
      kind: 'text',
      default: 'not-found',
      oneOf: Object.keys(answers),
      summary: 'not-found (404), empty ({}) or sign-in (203, HTML)',
    },
    times: interceptParameters.times,
  },
  create({ form, times }) {
    return intercept({ where: 'oidctoken', times }, async () => answers[form])
  },
})
