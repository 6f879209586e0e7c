import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHttp } from '@mintwell/client'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchTask } from './fetch-task.ts'
import { cachedTasks } from './task-cache.ts'
import { ARCHIVE_LIMITS, type UnzipLimits, unzipTask } from './unzip-task.ts'

const ID = '11111111-2222-3333-4444-555555555555'
const taskJson = (name: string, minor: number) =>
  JSON.stringify({
    id: ID,
    name,
    friendlyName: name,
    version: { Major: 2, Minor: minor, Patch: 0 },
    inputs: [],
    execution: { Node20_1: { target: 'index.js' } },
  })
const archive = (minor = 3, more: Zippable = {}) =>
  zipSync({ 'task.json': strToU8(taskJson('Thing', minor)), 'index.js': strToU8('// ä'), ...more })

let directory: string
let server: Server
let asked: IncomingMessage[]
let answer: (request: IncomingMessage) => { status: number; body: string | Uint8Array }
const http = createHttp({ env: {} })

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-fetch-'))
  asked = []
  const versions = [1, 3, 2].map((minor) => ({ id: ID, name: 'Thing', version: { major: 2, minor, patch: 0 } }))
  const testing = { id: ID, name: 'Thing', version: { major: 2, minor: 9, patch: 0, isTest: true } }
  answer = ({ url = '' }) =>
    url.includes('?')
      ? { status: 200, body: JSON.stringify({ count: 4, value: [...versions, testing, 5, { id: '../x' }] }) }
      : { status: 200, body: archive() }
  server = createServer((request, response) => {
    asked.push(request)
    const { status, body } = answer(request)
    response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.close()
  rmSync(directory, { recursive: true })
})

const fetchIt = (name = 'thing', major = 2) =>
  fetchTask(
    {
      name,
      major,
      collection: `http://127.0.0.1:${(server.address() as AddressInfo).port}/org`,
      authorization: 'Basic x',
      cache: directory,
    },
    http,
  )

describe('a task of an organization', () => {
  it('is fetched in its newest version, by id and version, and is there for the next time', async () => {
    const task = await fetchIt()
    expect(task).toEqual({ folder: join(directory, ID, '2.3.0'), name: 'Thing', version: '2.3.0', cached: false })
    expect(readFileSync(join(task.folder, 'index.js'), 'utf8')).toBe('// ä')
    expect(asked.map(({ url }) => url)).toEqual([
      '/org/_apis/distributedtask/tasks?allversions=true',
      `/org/_apis/distributedtask/tasks/${ID}/2.3.0`,
    ])
    expect(asked[1]?.headers).toMatchObject({ authorization: 'Basic x', accept: 'application/zip;api-version=7.1' })
    expect((await fetchIt(ID)).cached).toBe(true)
    expect(cachedTasks(directory)).toEqual([task.folder])
  })

  it.each([
    ['that it does not have', 'other', 2, 'has no task other@2', 'Marketplace'],
    ['of another version', 'Thing', 7, 'has no task Thing@7', 'Thing@2'],
  ])('%s is refused with what there is', async (_, name, major, message, hint) => {
    await expect(fetchIt(name, major)).rejects.toMatchObject({
      code: 'ERR_TASK_FETCH',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
  })

  it.each([203, 302, 401, 404, 500])(
    'that is answered with %i says what to do, and follows nothing',
    async (status) => {
      answer = () => ({ status, body: 'x' })
      await expect(fetchIt()).rejects.toMatchObject({ message: expect.stringContaining(`the status ${status}`) })
      expect(asked).toHaveLength(1)
    },
  )

  it('leaves nothing in the cache where the archive is no task', async () => {
    const whole = answer
    answer = (request) =>
      request.url?.includes('?') ? whole(request) : { status: 200, body: zipSync({ a: strToU8('b') }) }
    await expect(fetchIt()).rejects.toMatchObject({ code: 'ERR_TASK_FOLDER' })
    expect(cachedTasks(directory)).toEqual([])
    answer = (request) => (request.url?.includes('?') ? whole(request) : { status: 200, body: 'no zip' })
    await expect(fetchIt()).rejects.toMatchObject({ code: 'ERR_TASK_ARCHIVE' })
  })
})

describe('the archive of a task', () => {
  const unpack = (more: Zippable, limits: Partial<UnzipLimits> = {}) =>
    unzipTask(archive(3, more), join(directory, 'task'), { ...ARCHIVE_LIMITS, ...limits })

  it('unpacks into a folder with its folders', () => {
    unpack({ 'lib/a/b.js': strToU8('x') })
    expect(readdirSync(join(directory, 'task', 'lib', 'a'))).toEqual(['b.js'])
  })

  it.each(['../out', '/out', 'a/../../out', 'C:/out', 'a\\..\\..\\out', 'a\0b'])(
    'with the path %j is refused whole',
    (path) => {
      expect(() => unpack({ [path]: strToU8('x') })).toThrow(expect.objectContaining({ code: 'ERR_TASK_ARCHIVE' }))
      expect(readdirSync(directory)).toEqual([])
    },
  )

  it.each<[string, Partial<UnzipLimits>, RegExp]>([
    ['entries', { entries: 2 }, /more than 2 entries/],
    ['a large file', { fileBytes: 1_000 }, /more than 1000 bytes/],
    ['many bytes', { allBytes: 100_000 }, /archive unpacks to more than 100000/],
    ['a bomb', {}, /more than 200 times its size/],
  ])('with %s beyond the limit is refused whole', (what, limits, message) => {
    const zeros = new Uint8Array(what === 'a bomb' ? 4_000_000 : 150_000)
    expect(() => unpack({ zeros: what === 'a bomb' ? zeros : [zeros, { level: 0 }] }, limits)).toThrow(message)
    expect(existsSync(join(directory, 'task'))).toBe(false)
  })
})
