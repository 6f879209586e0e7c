import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inBatches } from './in-batches.ts'

function collected() {
  const batches: (readonly string[])[] = []
  const news = inBatches<string>((items) => void batches.push(items))
  return { batches, news }
}

it('hands on what came in one turn of the event loop as one batch, in order', async () => {
  const { batches, news } = collected()
  news.add('a')
  news.add('b')
  expect(batches).toEqual([])
  await setImmediate()
  expect(batches).toEqual([['a', 'b']])
  news.add('c')
  await setImmediate()
  expect(batches).toEqual([['a', 'b'], ['c']])
})

it('hands on at once what waits when it is flushed, once, and never nothing', async () => {
  const { batches, news } = collected()
  news.flush()
  news.add('a')
  news.flush()
  news.flush()
  expect(batches).toEqual([['a']])
  await setImmediate()
  expect(batches).toEqual([['a']])
})

it('takes up what is added while a batch is being handed on', async () => {
  const seen: string[] = []
  const news = inBatches<string>((items) => {
    seen.push(...items)
    if (items.includes('a')) news.add('after')
  })
  news.add('a')
  await setImmediate()
  await setImmediate()
  expect(seen).toEqual(['a', 'after'])
})
