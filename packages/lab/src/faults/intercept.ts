import type { HttpAnswer } from '../ground/http/answer.ts'
import type { FaultHooks } from './fault-hooks.ts'

/** Where a fault answers: Azure DevOps' OIDC endpoint, Entra's token endpoint, or both. */
export const places = ['oidctoken', 'token', 'both'] as const

/** The parameters of faults that answer in place of a service. */
export const interceptParameters = {
  where: { kind: 'text', default: 'both', oneOf: places, summary: 'oidctoken (Azure DevOps), token (Entra) or both' },
  times: { kind: 'number', default: '0', summary: 'how many requests it hits; 0 is all of them' },
} as const

/** Hooks that answer requests at a place, as often as asked. `answer` may wait and let the request through. */
export function intercept(
  values: { readonly where: string; readonly times: number },
  answer: (place: 'oidctoken' | 'token') => Promise<HttpAnswer | undefined>,
): FaultHooks {
  let hits = 0
  const hit = async (place: 'oidctoken' | 'token') => {
    if (values.where !== 'both' && values.where !== place) return undefined
    if (values.times > 0 && hits >= values.times) return undefined
    hits += 1
    return answer(place)
  }
  return { answerOidcToken: () => hit('oidctoken'), answerTokenEndpoint: () => hit('token') }
}
