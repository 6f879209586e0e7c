import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openListener, type TestListener } from '../test-listener.ts'
import { openStep, testKeys, testServices } from '../test-services.ts'

const keys = testKeys()
const listeners: TestListener[] = []
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close()
})

async function openLab() {
  const services = testServices({ keys })
  const { job, accessToken } = await openStep(services)
  const azureDevOps = await openListener(services, 'dev.azure.com')
  const entra = await openListener(services, 'login.microsoftonline.com')
  listeners.push(azureDevOps, entra)
  const connection = job.endpoints[0]?.id
  const path = `${new URL(job.oidcRequestUri).pathname}?serviceConnectionId=${connection}`
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  const tokenPath = `/${services.directory.home.tenant.id}/oauth2/v2.0/token`
  return { services, job, azureDevOps, entra, path, headers, tokenPath }
}

/** Names of headers, and the values of those that do not change from answer to answer. */
const steady = (headers: Iterable<[string, unknown]>) =>
  [...headers]
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => !['connection', 'keep-alive', 'content-length'].includes(name))
    .map(([name, value]) => [name, /^(activityid|x-.*)$/.test(name) ? '' : value])
    .sort()

describe('the short cut for tokens', () => {
  it('answers as the service does in process: status, headers, body', async () => {
    const { services, azureDevOps, entra, path, headers, tokenPath } = await openLab()
    const direct = await azureDevOps.send(path, { method: 'POST', headers, body: '{}' })
    const inProcess = await services.send(`https://dev.azure.com${path}`, { method: 'POST', headers, body: '{}' })
    expect([direct.status, inProcess.status]).toEqual([200, 200])
    expect(Object.keys(JSON.parse(direct.text))).toEqual(['oidcToken'])
    expect(steady(Object.entries(direct.headers))).toEqual(steady(inProcess.headers))
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const refused = await entra.send(tokenPath, { method: 'POST', headers: form, body: 'a=b' })
    const same = await services.send(`https://login.microsoftonline.com${tokenPath}`, {
      method: 'POST',
      headers: form,
      body: 'a=b',
    })
    expect([refused.status, JSON.parse(refused.text).error_codes]).toEqual([same.status, same.json.error_codes])
    expect(steady(Object.entries(refused.headers))).toEqual(steady(same.headers))
  })

  it('leaves other methods, other paths and escapes to the long way', async () => {
    const { azureDevOps, entra, path, headers, tokenPath } = await openLab()
    expect((await azureDevOps.send(path, { headers })).status).toBe(405)
    expect((await azureDevOps.send(path.replace('/lab/', '/l%61b/'), { method: 'POST', headers })).status).toBe(200)
    expect((await azureDevOps.send(path.replace('/lab/', '/other/'), { method: 'POST', headers })).status).toBe(404)
    expect((await entra.send(tokenPath)).status).toBe(400)
    expect((await entra.send('/%63ommon/oauth2/v2.0/token', { method: 'POST' })).status).toBe(400)
    expect((await entra.send('/nothing', { method: 'POST' })).status).toBe(404)
  })

  it('is not taken for another Host, nor for a web page', async () => {
    const { azureDevOps, path, headers } = await openLab()
    const host = { ...headers, host: 'attacker.example' }
    expect((await azureDevOps.send(path, { method: 'POST', headers: host })).status).toBe(421)
    const origin = { ...headers, origin: 'https://attacker.example' }
    expect((await azureDevOps.send(path, { method: 'POST', headers: origin })).status).toBe(403)
  })

  it('tells of a failure of its own with 500, and goes on', async () => {
    const { services, azureDevOps, entra, path, headers, tokenPath } = await openLab()
    const restore = services.faults.answerOidcToken
    services.faults.answerOidcToken = () => Promise.reject(new Error('broken'))
    services.faults.answerTokenEndpoint = () => Promise.reject(new Error('broken too'))
    expect((await azureDevOps.send(path, { method: 'POST', headers })).status).toBe(500)
    expect((await entra.send(tokenPath, { method: 'POST' })).status).toBe(500)
    services.faults.answerOidcToken = restore
    expect((await azureDevOps.send(path, { method: 'POST', headers })).status).toBe(200)
    expect(services.events.filter(({ kind }) => kind === 'service-failed')).toHaveLength(2)
  })

  it('survives clients that hang up in the middle, and bodies without an end', async () => {
    const { services, entra, tokenPath } = await openLab()
    const head = `POST ${tokenPath} HTTP/1.1\r\nHost: login.microsoftonline.com\r\nContent-Type: application/x-www-form-urlencoded\r\n`
    for (const rest of ['Content-Length: 100\r\n\r\na=b', 'Transfer-Encoding: chunked\r\n\r\n5\r\na=b', '']) {
      const socket = connect(entra.port, '127.0.0.1')
      await new Promise<void>((resolve) => socket.write(head + rest, () => resolve()))
      await new Promise<void>((resolve) => socket.once('close', () => resolve()).destroy())
    }
    const chunked = await entra.send(tokenPath, {
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked', 'content-type': 'application/x-www-form-urlencoded' },
      body: `a=${'b'.repeat(2_000_000)}`,
    })
    expect([chunked.status, JSON.parse(chunked.text).error_codes]).toEqual([400, [9002313]])
    expect((await entra.send(tokenPath, { method: 'POST' })).status).toBe(400)
    expect(services.events.filter(({ kind }) => kind === 'service-failed')).toEqual([])
  })
})
