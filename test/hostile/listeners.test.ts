import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { realClock } from '@mintwell/clock'
import { createControlApp, defaultSettings, type Lab, type LabEvent, openControlServer, openLab } from '@mintwell/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// Whatever comes to a listener of the lab, the lab goes on: nothing is thrown past a handler, no service fails, and the next good request is answered.

let directory: string
let lab: Lab
let control: Awaited<ReturnType<typeof openControlServer>>
const events: LabEvent[] = []
const escaped: unknown[] = []
const note = (error: unknown) => void escaped.push(error)

beforeAll(async () => {
  process.on('unhandledRejection', note)
  process.on('uncaughtExceptionMonitor', note)
  directory = mkdtempSync(join(tmpdir(), 'mintwell-listeners-'))
  lab = await openLab({
    directory,
    realClock,
    clock: { leaps: false },
    settings: defaultSettings,
    faults: [],
    emit: (event) => void events.push(event),
    platform: process.platform,
    path: process.env.PATH ?? '',
  })
  control = await openControlServer(createControlApp({ lab, admit: async () => ({}) }), 'the-secret')
})

afterAll(async () => {
  await control.close()
  await lab.close()
  rmSync(directory, { recursive: true, force: true })
  process.off('unhandledRejection', note)
  process.off('uncaughtExceptionMonitor', note)
})

/** A sequence of numbers that looks random and is the same each time. */
function sequence(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

const TARGETS = [
  ...[
    '//',
    '///',
    '//[',
    'http://[',
    'http://x:99999/',
    'http://',
    '*',
    '',
    '?',
    '#',
    '/%',
    '/%ff',
    '/%00',
    '/..//..',
    '/\\',
    '/a b',
  ],
  ...[
    'http://169.254.169.254/',
    'https://login.microsoftonline.com/',
    '/common/discovery/keys',
    '/v1/status',
    '/clock',
    '/clock/sleep?for=x',
  ],
  `/${'a'.repeat(15_000)}`,
  '/common/oauth2/v2.0/token',
  '/x/oauth2/token?%',
  '/lab/pipelines/_apis/distributedtask/hubs/build/plans/p/jobs/j/oidctoken?serviceConnectionId=%',
]
const METHODS = ['GET', 'POST', 'OPTIONS', 'CONNECT', 'get', 'PROPFIND', 'G\u0000T', '', 'POST POST']
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '', 'X']
const HEADERS = [
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nContent-Length: 3',
  'Content-Type: application/x-www-form-urlencoded',
  'Content-Type: application/json',
  'Authorization: Basic !!!!',
  'Authorization: Bearer',
  'Proxy-Authorization: Basic Og==',
  'Expect: 100-continue',
  'Upgrade: websocket\r\nConnection: Upgrade',
  'Accept: application/json;api-version=;;;',
  `X-Big: ${'x'.repeat(20_000)}`,
  ': no name',
  'Bad\u0001Name: x',
]
const BODIES = [
  '',
  'a',
  '{',
  '{"now":',
  'grant_type=%',
  '5\r\nabc',
  'ffffffffffffffff\r\n',
  '\u0000\u0001',
  '&&&=&%zz',
  '[]',
  'null',
]

/** A request as nobody should send it; some never end. */
function malformed(random: (below: number) => number, host: string): string {
  const pick = <T>(list: readonly T[]) => list[random(list.length)] as T
  const headers = [
    ...(random(8) === 0 ? [] : [`Host: ${random(8) === 0 ? 'else.example' : host}`]),
    ...Array.from({ length: random(4) }, () => pick(HEADERS)),
  ]
  const end = random(5) === 0 ? '\r\n' : '\r\n\r\n'
  return `${pick(METHODS)} ${pick(TARGETS)} ${pick(VERSIONS)}\r\n${headers.join('\r\n')}${end}${pick(BODIES)}`
}

/** Sends bytes, and hangs up when the other end has answered, has hung up, or says nothing for a moment. */
async function send(port: number, text: string, tls: boolean): Promise<void> {
  const socket = tls ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }) : connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.setTimeout(100, () => socket.destroy())
  socket.once('data', () => socket.destroy())
  socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(text, 'latin1'))
  await new Promise((resolve) => socket.once('close', resolve))
}

const portOf = (url: string) => Number(new URL(url).port)
const clockPort = () => portOf(lab.childEnvironment.MINTWELL_LAB_CLOCK ?? '')
const listeners: readonly (readonly [string, () => number, boolean, () => string])[] = [
  ['https://localhost', () => portOf(lab.baseUrl), true, () => `localhost:${portOf(lab.baseUrl)}`],
  ['https://localhost without TLS', () => portOf(lab.baseUrl), false, () => `localhost:${portOf(lab.baseUrl)}`],
  ['the proxy', () => lab.proxyPort, false, () => 'login.microsoftonline.com'],
  ['the control API', () => portOf(control.url), false, () => `127.0.0.1:${portOf(control.url)}`],
  ['the clock', clockPort, false, () => `127.0.0.1:${clockPort()}`],
]

describe('a listener of the lab', () => {
  it.each(listeners)('goes on whatever comes: %s', async (_name, port, tls, host) => {
    const random = sequence(7)
    for (let batch = 0; batch < 12; batch += 1)
      await Promise.all(Array.from({ length: 20 }, () => send(port(), malformed(random, host()), tls)))
    expect(escaped).toEqual([])
    expect(events.filter(({ kind }) => kind === 'service-failed')).toEqual([])
    const status = await fetch(`${control.url}/v1/status`, { headers: { authorization: 'Bearer the-secret' } })
    expect(status.status).toBe(200)
  })

  it('of each service goes on behind the proxy, whatever is asked of it', async () => {
    const random = sequence(11)
    const { secret, environment, release } = lab.admit({
      runNumber: 1,
      stage: 's',
      job: 'j',
      step: 'x',
      purpose: 'script',
    })
    const user = new URL(environment.HTTPS_PROXY ?? '').username
    const authorization = `Proxy-Authorization: Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
    for (const host of [...lab.hosts, 'lab.visualstudio.com', 'sts.eu-central-1.amazonaws.com']) {
      await Promise.all(
        Array.from({ length: 15 }, async () => {
          const socket = connect(lab.proxyPort, '127.0.0.1')
          socket.on('error', () => {})
          socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n${authorization}\r\n\r\n`)
          const [answer] = (await once(socket, 'data')) as [Buffer]
          expect(answer.toString()).toContain(' 200 ')
          const tls = connectTls({ socket, servername: host, rejectUnauthorized: false })
          tls.on('error', () => {})
          tls.setTimeout(100, () => tls.destroy())
          tls.once('data', () => tls.destroy())
          tls.once('secureConnect', () => tls.write(malformed(random, host), 'latin1'))
          await new Promise((resolve) => tls.once('close', resolve))
          socket.destroy()
        }),
      )
    }
    release()
    expect(escaped).toEqual([])
    expect(events.filter(({ kind }) => kind === 'service-failed')).toEqual([])
  })
})
