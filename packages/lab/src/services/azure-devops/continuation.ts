import type { HttpAnswer } from '../../ground/http/answer.ts'

/** An answer with the header that says where the next page begins; without it where there is none (MicrosoftDocs/vsts-rest-api-specs#178). */
export function withContinuation(answer: HttpAnswer, token: string | number | undefined): HttpAnswer {
  return token === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': String(token) } }
}
