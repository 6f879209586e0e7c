import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { realClock } from '@mintwell/clock'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Io, UsageError } from '../verb.ts'
import { evidence } from '../verbs/evidence.ts'

const MINTED = Date.parse('2026-04-20T01:05:00Z')
const DAY = 86_400_000
const PROJECT = { id: '11111111-2222-3333-4444-555555555555', name: 'shop' }
const PAT = 'personal-access-token-of-the-tests'

/** The starts of the runs of the pipeline, by their numbers. */
const starts = new Map([
  [101, MINTED - 20_000],
  [102, MINTED + DAY / 2],
  [103, MINTED + DAY - 240_000],
])

function logOf(at: number): string {
  const line = (after: number, text: string) => `${new Date(at + after).toISOString().replace('Z', '1234Z')} ${text}`
  const times = `nbf=${new Date(MINTED - 300_000).toISOString()} exp=${new Date(MINTED + DAY).toISOString()}`
  return [
    line(123, '##[section]Starting: Take the token'),
    line(20_000, '[command]/usr/bin/az login --service-principal --federated-token ***'),
    line(21_000, `Token ${times} iss=***`),
    line(22_000, '##[section]Finishing: Take the token'),
    '',
  ].join('\n')
}

const buildOf = (id: number, at: number) => ({
  id,
  buildNumber: `20260420.${id}`,
  status: 'completed',
  result: 'succeeded',
  startTime: new Date(at).toISOString(),
  finishTime: new Date(at + 60_000).toISOString(),
  definition: { id: 7, name: 'nightly' },
  project: PROJECT,
})

let server: Server
let organization: string
const asked: string[] = []

/** What the service answers; a zip for the logs of a run. */
function answer(path: string): {
  readonly status?: number
  readonly type?: string
  readonly body: string | Uint8Array
} {
  const json = (value: unknown) => ({ body: JSON.stringify(value) })
  const build = Number(/\/builds\/(\d+)/.exec(path)?.[1])
  const at = starts.get(build)
  if (/\/logs\b/.test(path) && at !== undefined)
    return {
      type: 'application/zip',
      body: zipSync({ '1_Nightly/2_Take the token.txt': new TextEncoder().encode(logOf(at)) }),
    }
  if (at !== undefined) return json(buildOf(build, at))
  if (/\/_apis\/build\/builds\?/.test(path))
    return json({ count: 3, value: [...starts].map(([id, start]) => buildOf(id, start)).reverse() })
  if (/\/definitions\?/.test(path)) return json({ count: 1, value: [{ id: 7, name: 'nightly', path: '\\' }] })
  if (/\/_apis\/projects\/shop/.test(path)) return json(PROJECT)
  if (/\/_apis\/projects\?/.test(path)) return json({ count: 1, value: [PROJECT] })
  return { status: 404, body: '{"message":"VS800075: there is no such project."}' }
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    asked.push(path)
    const { status = 200, type = 'application/json', body } = answer(path)
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  organization = `http://127.0.0.1:${(server.address() as AddressInfo).port}/contoso`
})
afterAll(() => void server.close())

async function call(argv: readonly string[]) {
  const output = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (chunk: Buffer) => {
      output[name] += chunk.toString()
    })
  const io: Io = {
    stdin: Object.assign(new PassThrough().end(), { isTTY: true }),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: { AZURE_DEVOPS_EXT_PAT: PAT },
    cwd: process.cwd(),
    clock: realClock,
    signal: new AbortController().signal,
  }
  try {
    return { code: await evidence.run(argv, io), ...output }
  } catch (error) {
    return { code: error instanceof UsageError ? 'usage' : 'error', ...output, stderr: (error as Error).message }
  }
}

describe('runs that Azure DevOps keeps', () => {
  it('the last runs of a pipeline are read, with their numbers, pages and times from the service', async () => {
    const { code, stdout, stderr } = await call([
      '--organization',
      organization,
      '--project',
      'shop',
      '--pipeline',
      'Nightly',
      '--json',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      mechanism: 'echo',
      pipeline: 'nightly',
      runs: [
        { id: '101', url: `${organization}/shop/_build/results?buildId=101`, startedAt: '2026-04-20T01:04:40Z' },
        { id: '102', result: 'succeeded' },
        { id: '103' },
      ],
      tokens: [{ taken: 3 }],
    })
    expect(stdout + stderr).not.toContain(PAT)
  })

  it('no more runs are read than were asked for', async () => {
    const { stdout } = await call(['--organization', organization, '--pipeline', '7', '--last', '2', '--json'])
    expect(JSON.parse(stdout).runs.map(({ id }: { id: string }) => id)).toEqual(['102', '103'])
    expect(asked.filter((path) => path.includes('$top=2'))).not.toEqual([])
  })

  it('a run is read by the address of its page', async () => {
    const { stdout } = await call([`${organization}/shop/_build/results?buildId=102&view=results`, '--json'])
    expect(JSON.parse(stdout).runs).toMatchObject([{ id: '102' }])
  })

  it('what is not there is refused by its code, and what is asked wrongly before anything is read', async () => {
    const missing = await call(['--organization', organization, '--project', 'none', '--pipeline', 'x'])
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('none') })
    expect((await call(['--organization', organization, '--project', 'shop', '--pipeline', 'other'])).code).toBe(
      'usage',
    )
    expect((await call(['--pipeline', 'nightly'])).code).toBe('usage')
    expect((await call(['https://example.org/a'])).code).toBe('usage')
    expect((await call(['--organization', organization, '--pipeline', 'x', '--last', '0'])).code).toBe('usage')
  })
})
