import type { HttpClient, HttpRequest, HttpResponse } from '@mintwell/client'
import { createManualClock } from '@mintwell/clock'
import { DevOpsReader, type ReaderPorts } from './devops-reader.ts'

// What the tests of this package share: a service that answers from a function, on a clock that moves as it is slept on.

/** What a service answers; a text is JSON with 200. */
export type TestAnswer = Partial<HttpResponse> | Error

export interface TestService {
  readonly reader: DevOpsReader
  readonly asked: HttpRequest[]
  /** Milliseconds since the start. */
  elapsed(): number
  /** The most requests that were under way at the same time. */
  mostAtOnce(): number
}

export const TOKEN = 'Basic OnRoZS1zZWNyZXQ='

export function testService(
  answer: (url: URL, request: HttpRequest) => TestAnswer,
  ports: Partial<ReaderPorts> = {},
): TestService {
  const time = createManualClock(0, 'move')
  let under = 0
  let most = 0
  const asked: HttpRequest[] = []
  const http: HttpClient = {
    async send(request) {
      asked.push(request)
      under += 1
      most = Math.max(most, under)
      await new Promise((resolve) => setImmediate(resolve))
      under -= 1
      const given = answer(new URL(request.url), request)
      if (given instanceof Error) throw given
      const headers = { 'content-type': 'application/json', ...given.headers }
      return { status: 200, text: '', ...given, headers, secretsSent: ['the-secret'] }
    },
    close: async () => {},
  }
  const clock = { ...time, monotonic: time.now }
  const service = {
    name: 'Azure DevOps',
    url: 'https://dev.azure.com/contoso',
    authorization: TOKEN,
    signInHint: 'sign in',
    rightsHint: 'ask for rights',
    answerHint: 'check the address',
  }
  const reader = new DevOpsReader(service, { http, clock, ...ports })
  return { reader, asked, elapsed: time.now, mostAtOnce: () => most }
}

export const json = (value: unknown, headers: Record<string, string> = {}): TestAnswer => ({
  text: JSON.stringify(value),
  headers,
})

export const project = { id: 'p1', name: 'Shop' }
