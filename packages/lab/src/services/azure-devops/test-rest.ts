import { type Answer, testKeys, testServices } from '../../lab/test-services.ts'

const keys = testKeys()
/** The organization of the tests. */
export const BASE = 'https://dev.azure.com/lab'

/** Asks the REST API as one who holds a personal access token. */
export function openRest(options: Parameters<typeof testServices>[0] = {}) {
  const services = testServices({ keys, ...options })
  const token = services.issuePersonalAccessToken('somebody')
  const authorization = `Basic ${Buffer.from(`PAT:${token}`).toString('base64')}`
  const ask = (path: string, init: RequestInit = {}): Promise<Answer> =>
    services.send(`${BASE}/${path}`, { ...init, headers: { authorization, ...init.headers } })
  const send = (method: string, path: string, body: unknown) =>
    ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  return { services, token, authorization, ask, send }
}

/** What a collection holds. */
export const values = (answer: Answer) => answer.json.value as readonly Record<string, unknown>[]
