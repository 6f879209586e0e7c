import { AnswerTooLongError } from '@mintwell/client'
import { describe, expect, it } from 'vitest'
import { DevOpsError } from '../errors.ts'
import { listConnections } from '../resources/connections.ts'
import { listProjects } from '../resources/projects.ts'
import { inParallel } from './in-parallel.ts'
import { collectPages, type ListCut } from './pages.ts'
import { json, project, type TestAnswer, TOKEN, testService } from './test-service.ts'

const projects = (...ids: readonly string[]) => ({
  count: ids.length,
  value: ids.map((id) => ({ id, name: `n${id}` })),
})
const refusal = async (answer: TestAnswer) => {
  const { reader, asked } = testService(() => answer)
  const error = await collectPages(listProjects(reader)).catch((reason: unknown) => reason)
  if (!(error instanceof DevOpsError)) throw new Error('no refusal')
  return { error, tries: asked.length }
}

describe('a list in pages', () => {
  it('is read to its end by the token in the header, which is sent back as it came', async () => {
    const { reader, asked } = testService((url) => {
      const token = url.searchParams.get('continuationToken')
      if (token === null) return json(projects('a', 'b'), { 'x-ms-continuationtoken': '2 /+' })
      return token === '2 /+' ? json(projects('c')) : json(projects('wrong'))
    })
    expect((await collectPages(listProjects(reader))).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(asked[0]?.url).toBe(
      'https://dev.azure.com/contoso/_apis/projects?stateFilter=wellFormed&$top=200&api-version=7.1',
    )
    expect(asked[0]?.headers).toMatchObject({
      accept: 'application/json',
      authorization: TOKEN,
      'x-tfs-fedauthredirect': 'Suppress',
    })
  })

  it('goes on by $skip where a full page has lost its header on the way', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => String(index))
    const { reader } = testService((url) => {
      const skip = Number(url.searchParams.get('$skip') ?? 0)
      return json(projects(...ids.slice(skip, skip + 200)))
    })
    expect(await collectPages(listProjects(reader))).toHaveLength(450)
  })

  it.each<[string, (url: URL) => TestAnswer, ListCut, number]>([
    ['gives the same token again', () => json(projects('a'), { 'x-ms-continuationtoken': 'again' }), 'repeats', 2],
    [
      'gives new tokens to the same page for ever',
      (url) => json(projects('a'), { 'x-ms-continuationtoken': `${url.searchParams.get('continuationToken')}x` }),
      'repeats',
      2,
    ],
    [
      'gives empty pages for ever',
      (url) => json(projects(), { 'x-ms-continuationtoken': `${url.searchParams.get('continuationToken')}x` }),
      'empty-pages',
      5,
    ],
  ])('ends, and says so, where the service %s', async (_, answer, cut, requests) => {
    const cuts: ListCut[] = []
    const { reader, asked } = testService(answer)
    const found = await collectPages(listProjects(reader, (why) => cuts.push(why)))
    expect(found.length).toBeLessThanOrEqual(1)
    expect(cuts).toEqual([cut])
    expect(asked).toHaveLength(requests)
  })

  it('passes over items that are none', async () => {
    const { reader } = testService(() => json({ value: [null, 7, { id: 'x' }, { id: 'a', name: 'A' }, 'text'] }))
    expect(await collectPages(listProjects(reader))).toEqual([{ id: 'a', name: 'A' }])
  })
})

describe('the pace of requests', () => {
  it('is four at once, whoever asks', async () => {
    const { reader, mostAtOnce } = testService(() => json({ value: [] }))
    await inParallel(Array.from({ length: 40 }), 40, () => listConnections(reader, project))
    expect(mostAtOnce()).toBe(4)
  })

  it('pauses before the next request where a good answer says Retry-After', async () => {
    let first = true
    const { reader, elapsed } = testService(() => {
      const headers: Record<string, string> = first ? { 'retry-after': '7' } : {}
      first = false
      return json(projects('a'), headers)
    })
    await collectPages(listProjects(reader))
    expect(elapsed()).toBe(0)
    await collectPages(listProjects(reader))
    expect(elapsed()).toBe(7_000)
    expect(reader.waitedMs).toBe(7_000)
  })

  it('asks again after 429, as long as the service said, and loses nothing', async () => {
    let refused = 3
    const { reader, elapsed, asked } = testService(() => {
      refused -= 1
      return refused >= 0 ? { status: 429, text: '', headers: { 'retry-after': '10' } } : json(projects('a'))
    })
    expect(await collectPages(listProjects(reader))).toHaveLength(1)
    expect([asked.length, elapsed()]).toEqual([4, 30_000])
  })

  it('gives up where all the pauses together take more than half an hour', async () => {
    const { error } = await refusal({ status: 429, headers: { 'retry-after': '900' } })
    expect(error.code).toBe('ERR_DEVOPS_THROTTLED')
  })

  it('sends fewer at once where little of the allowance is left', async () => {
    const { reader, mostAtOnce } = testService(() =>
      json({ value: [] }, { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '9' }),
    )
    await listConnections(reader, project)
    await inParallel(Array.from({ length: 12 }), 12, () => listConnections(reader, project))
    expect(mostAtOnce()).toBe(2)
  })
})

describe('what refuses a request', () => {
  it.each<[string, TestAnswer, string]>([
    ['a sign-in page with 203', { status: 203, text: '<html>Sign In</html>' }, 'ERR_DEVOPS_SIGNED_OUT'],
    [
      'a sign-in page with 200',
      { text: ' <!DOCTYPE html><p>', headers: { 'content-type': 'text/html' } },
      'ERR_DEVOPS_SIGNED_OUT',
    ],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example' } }, 'ERR_DEVOPS_SIGNED_OUT'],
    ['401', { status: 401 }, 'ERR_DEVOPS_SIGNED_OUT'],
    [
      '401 for a known user',
      { status: 401, text: '{"message":"TF400813: The user \'u\' is not authorized."}' },
      'ERR_DEVOPS_FORBIDDEN',
    ],
    ['403', { status: 403, text: '{"message":"no"}' }, 'ERR_DEVOPS_FORBIDDEN'],
    ['404', { status: 404, text: '<html>Not Found</html>' }, 'ERR_DEVOPS_NOT_FOUND'],
    ['JSON of another kind', { text: '[]' }, 'ERR_DEVOPS_ANSWER'],
    ['no JSON', { text: 'well' }, 'ERR_DEVOPS_ANSWER'],
    ['400', { status: 400, text: '{"message":"bad"}' }, 'ERR_DEVOPS_ANSWER'],
    ['an answer without an end', new AnswerTooLongError('long'), 'ERR_DEVOPS_ANSWER'],
    [
      'a certificate',
      Object.assign(new Error('self-signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      'ERR_DEVOPS_UNREACHABLE',
    ],
  ])('is told apart and not asked again: %s', async (_, answer, code) => {
    const { error, tries } = await refusal(answer)
    expect([error.code, tries]).toEqual([code, 1])
    expect(error.hint).not.toBe('')
  })

  it.each<[string, TestAnswer, string]>([
    ['503', { status: 503 }, 'ERR_DEVOPS_UNAVAILABLE'],
    ['a lost connection', Object.assign(new Error('hang up'), { code: 'ECONNRESET' }), 'ERR_DEVOPS_UNREACHABLE'],
  ])('is asked again some times where it may pass: %s', async (_, answer, code) => {
    const { error, tries } = await refusal(answer)
    expect([error.code, tries]).toEqual([code, 4])
  })

  it('is also an id that would lead to another path: nothing is asked', async () => {
    const { reader, asked } = testService(() => json({ value: [] }))
    const climbing = listConnections(reader, { id: '..', name: 'x' })
    await expect(climbing).rejects.toMatchObject({ code: 'ERR_DEVOPS_ANSWER' })
    expect(asked).toEqual([])
  })

  it('shows the words of the service without the token, escapes and commands to an agent', async () => {
    const message = 'the-secret \u001b[2J ##vso[task.complete] no'
    const { error } = await refusal({ status: 403, text: JSON.stringify({ message }) })
    expect(error.message).toContain('no')
    for (const bad of ['the-secret', '\u001b', '##vso']) expect(error.message).not.toContain(bad)
  })
})
