import { describe, expect, it } from 'vitest'
import { defineFault } from '../faults/fault.ts'
import { createRandom, seededRandom } from '../ground/random.ts'
import { CONNECTION, openStep, testKeys, testServices } from '../lab/test-services.ts'

const keys = testKeys()

describe('the services of a lab', () => {
  it('are found by the hosts of the real ones, with or without a port, and by no other', () => {
    const { route } = testServices({ keys })
    const entra = route('login.microsoftonline.com')
    expect(
      [entra, route('LOGIN.windows.net:443'), route('sts.windows.net'), route('login.microsoft.com')].every(
        (app) => app === entra,
      ),
    ).toBe(true)
    const azureDevOps = route('dev.azure.com')
    expect(['localhost:8443', '127.0.0.1:1', 'lab.visualstudio.com'].every((host) => route(host) === azureDevOps)).toBe(
      true,
    )
    expect(route('vstoken.dev.azure.com')).toBeDefined()
    for (const host of ['example.com', 'dev.azure.com.example.com', 'a.b.visualstudio.com', '']) {
      expect(route(host)).toBeUndefined()
    }
  })

  it('share nothing with those of another lab: keys, job tokens and connections are their own', async () => {
    const [first, second] = [testServices(), testServices()]
    const { job, accessToken } = await openStep(first)
    await openStep(second)
    const token = await first.takeIdToken(job, accessToken)
    expect((await first.exchange(token)).status).toBe(200)
    expect((await second.exchange(token)).json.error_codes).toEqual([7000272])
    first.provisionConnection('only here')
    expect(second.directory.connections.find(second.directory.home.project, 'only here')).toBeUndefined()
  })

  it('read no keys but from the lab itself unless they are told how', async () => {
    const services = testServices({ keys, settings: { issuer: 'ado' } })
    const connection = services.provisionConnection(CONNECTION)
    const application = services.directory.applications.find(connection.clientId)
    const [credential] = application?.federatedCredentials ?? []
    if (!credential) throw new Error('no credential')
    services.directory.applications.putCredential(connection.clientId, {
      ...credential,
      issuer: 'https://issuer.example',
    })
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { iss: 'https://issuer.example', sub: connection.subject, aud: 'api://AzureADTokenExchange' }
    const token = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}.AAAA`
    expect((await services.exchange(token)).json.error_codes).toEqual([501661])
  })

  it('answer a failure of their own with 500 and tell of it, and go on', async () => {
    const services = testServices({ keys })
    const { job, accessToken } = await openStep(services)
    const broken = defineFault({
      name: 'broken',
      summary: 'A fault that fails',
      inCloud: 'never',
      parameters: {},
      create: () => ({
        answerTokenEndpoint: () => Promise.reject(new Error('entra broke')),
        answerOidcToken: () => Promise.reject(new Error('azure devops broke')),
      }),
    })
    services.faults.switchOn({ fault: broken, values: {} })
    const exchange = await services.exchange('x')
    expect([exchange.status, exchange.json.error]).toEqual([500, 'temporarily_unavailable'])
    expect((await services.askForIdToken(job, accessToken)).status).toBe(500)
    expect(services.events.filter(({ kind }) => kind === 'service-failed')).toMatchObject([
      { service: 'entra', message: 'entra broke' },
      { service: 'azure-devops', message: 'azure devops broke' },
    ])
    services.faults.switchOff('broken')
    expect((await services.askForIdToken(job, accessToken)).status).toBe(200)
  })

  it('tell of every token by its fingerprint alone', async () => {
    const services = testServices({ keys })
    services.faults.switchOn('late-bound')
    const { job, accessToken } = await openStep(services)
    const bound = String(job.endpoints[0]?.parameters.idToken)
    const asked = await services.takeIdToken(job, accessToken)
    const answer = await services.exchange(asked)
    const told = JSON.stringify(services.events)
    for (const secret of [accessToken, bound, asked, String(answer.json.access_token)]) {
      expect(told).not.toContain(secret.slice(-30))
    }
  })
})

describe('randomness', () => {
  it('gives as many bytes as are asked for, and never the same', () => {
    for (const random of [createRandom(), seededRandom('seed')]) {
      const drawn = [...Array(2_000)].map((_, index) => Buffer.from(random.bytes(16 + (index % 90))).toString('hex'))
      expect(
        drawn.map((hex, index) => hex.length - 2 * (16 + (index % 90))).every((difference) => difference === 0),
      ).toBe(true)
      expect(new Set(drawn).size).toBe(drawn.length)
      expect(random.bytes(20_000)).toHaveLength(20_000)
    }
  })

  it('repeats itself for a seed, and keeps what it gave', () => {
    const [first, second] = [seededRandom('seed'), seededRandom('seed')]
    expect(Buffer.from(first.bytes(100))).toEqual(Buffer.from(second.bytes(100)))
    const random = createRandom()
    const kept = random.bytes(32)
    const copy = Buffer.from(kept)
    for (let time = 0; time < 1_000; time += 1) random.bytes(32)
    expect(Buffer.from(kept)).toEqual(copy)
  })
})
