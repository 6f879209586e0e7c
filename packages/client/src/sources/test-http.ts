import type { HttpClient } from '../http/http-client.ts'
import type { HttpRequest, HttpResponse } from '../http/http-messages.ts'

/** An HTTP client for tests: answers from a list, and remembers what was asked. */
export function fakeHttp(
  answers: readonly (Partial<HttpResponse> | Error)[],
): HttpClient & { readonly requests: readonly HttpRequest[] } {
  const requests: HttpRequest[] = []
  return {
    requests,
    async send(request) {
      const answer = answers[Math.min(requests.length, answers.length - 1)]
      requests.push(request)
      if (answer instanceof Error) throw answer
      return { status: 200, headers: {}, text: '', ...answer }
    },
    async close() {},
  }
}
