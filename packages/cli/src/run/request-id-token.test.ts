import type { HttpClient, HttpRequest } from '@mintwell/client'
import { describe, expect, it } from 'vitest'
import { requestIdToken } from './request-id-token.ts'

function service(status: number, text: string) {
  const requests: HttpRequest[] = []
  const http: HttpClient = {
    async send(request) {
      requests.push(request)
      return { status, text, headers: {} }
    },
    async close() {},
  }
  return { requests, ask: () => requestIdToken(http, 'https://dev.azure.com/o/p/oidctoken', 'job-token', 'the-id') }
}

describe('the request for an ID token of a built-in task', () => {
  it('is one POST for the connection, with the version in Accept', async () => {
    const { requests, ask } = service(200, '{"oidcToken":"a.b.c"}')
    expect(await ask()).toBe('a.b.c')
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://dev.azure.com/o/p/oidctoken?serviceConnectionId=the-id',
        headers: expect.objectContaining({ accept: expect.stringContaining('7.2-preview.1') }),
        body: '{}',
      },
    ])
  })

  it.each([
    ['a 404', 404, '', 'null'],
    ['a sign-in page', 203, '<html></html>', 'null'],
    ['null', 200, 'null', 'null'],
    ['an object without a token', 200, '{}', 'undefined'],
  ])('makes the words of JavaScript for nothing of %s', async (_, status, text, word) => {
    expect(await service(status, text).ask()).toBe(word)
  })

  it.each([
    ['its message', 500, '{"message":"TF1: out of order"}', 'TF1: out of order'],
    ['its text where there is no message', 503, 'The service is unavailable.', 'The service is unavailable.'],
    ['its status where it says nothing', 429, '', 'Failed request: (429)'],
  ])('is refused in the words of the service: %s', async (_, status, text, message) => {
    await expect(service(status, text).ask()).rejects.toThrow(new Error(message))
  })
})
