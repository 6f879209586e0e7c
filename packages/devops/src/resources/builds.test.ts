import { describe, expect, it } from 'vitest'
import { collectPages } from '../reader/pages.ts'
import { json, project, testService } from '../reader/test-service.ts'
import { listBuilds } from './builds.ts'

const START = Date.parse('2026-11-01T00:00:00Z')
const at = (id: number) => new Date(START - id * 60_000).toISOString()
const build = (id: number) => ({
  id,
  buildNumber: `20261101.${id}`,
  finishTime: at(id),
  definition: { id: 1, name: 'nightly' },
})
const all = Array.from({ length: 2_000 }, (_, index) => build(index))
const before = (url: URL) => {
  const until = url.searchParams.get('maxTime')
  return all.filter(({ finishTime }) => until === null || Date.parse(finishTime) <= Date.parse(until))
}

describe('the runs of a project', () => {
  it('are all there over pages, each once, in the order that is sent with each page', async () => {
    const { reader, asked } = testService((url) => {
      const from = Number(url.searchParams.get('continuationToken') ?? 0)
      const next = from + 1_000 < all.length ? { 'x-ms-continuationtoken': String(from + 1_000) } : undefined
      return json({ value: all.slice(from, from + 1_000) }, next)
    })
    const found = await collectPages(listBuilds(reader, project))
    expect(new Set(found.map(({ id }) => id)).size).toBe(2_000)
    expect(asked).toHaveLength(2)
    for (const { url } of asked) expect(url).toContain('queryOrder=finishTimeDescending')
  })

  it('are all there where the token leads back to the first page: the list goes on by time', async () => {
    const { reader } = testService((url) =>
      json({ value: before(url).slice(0, 300) }, { 'x-ms-continuationtoken': '2026-11-01T00:00:00.0000000Z' }),
    )
    expect(await collectPages(listBuilds(reader, project, { top: 300 }))).toHaveLength(2_000)
  })

  it('are all there where the token is lost on the way', async () => {
    const { reader } = testService((url) => json({ value: before(url).slice(0, 300) }))
    expect(await collectPages(listBuilds(reader, project, { top: 300 }))).toHaveLength(2_000)
  })

  it('are no more than were asked for, and no more pages are read', async () => {
    const { reader, asked } = testService(() => json({ value: all.slice(0, 50) }, { 'x-ms-continuationtoken': 'more' }))
    expect(await collectPages(listBuilds(reader, project, { top: 50 }), 20)).toHaveLength(20)
    expect(asked).toHaveLength(1)
  })
})
