import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'
import { type OtlpServer, openOtlpServer } from './otlp-server.ts'

const nightly = join(root, 'examples/nightly/azure-pipelines.yml')
const CANARY = 'Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

let server: OtlpServer
beforeEach(async () => {
  server = await openOtlpServer()
})
afterEach(() => server.close())

/** A file with a token that is good for another ten minutes. */
function tokenFile(): string {
  const iat = Math.floor(Date.now() / 1_000)
  const claims = { iss: 'https://issuer.example', sub: 'job', iat, nbf: iat, exp: iat + 600 }
  const file = join(temporaryDirectory(), 'token')
  writeFileSync(file, `${part({ alg: 'RS256' })}.${part(claims)}.${CANARY}`)
  return file
}
const execWith = (args: readonly string[], env: Record<string, string | undefined> = {}) =>
  mintwell(['exec', '--source', `file:${tokenFile()}`, ...args, '--', process.execPath, '-e', ''], {
    env: { SYSTEM_STAGENAME: 'Deploy', BUILD_DEFINITIONNAME: 'nightly', ...env },
  })

describe('telemetry of runs in the lab', () => {
  it('has a gauge of each time and finding of the last token, and a log record of each token and refusal', async () => {
    const nights = ['--at', '2026-04-20T01:10:00Z', '--at', '2026-04-21T01:05:30Z', '--fault', 'echo']
    const { code, stderr } = await mintwell(['run', nightly, ...nights, '--otlp', server.url])
    expect(code, stderr).toBe(1)
    expect(server.problems).toEqual([])
    const named = (name: string) => server.signals.filter((signal) => signal.name === name)
    expect(named('mintwell.token.remaining')).toHaveLength(1)
    expect(named('mintwell.token.remaining')[0]?.value).toBeLessThan(300)
    const findings = named('mintwell.token.findings').map((each) => [each.attributes['mintwell.finding'], each.value])
    expect(Object.fromEntries(findings)).toMatchObject({ echoed: 1, expiring: 1, stale: 1, expired: 0 })
    expect(named('mintwell.token').map(({ value }) => value)).toEqual([
      'ID token fresh',
      'ID token expiring, echoed, stale',
    ])
    const refused = {
      'mintwell.code': 'AADSTS700024',
      'mintwell.service': 'entra',
      'mintwell.lab': true,
      'mintwell.pipeline': 'azure-pipelines.yml',
    }
    expect(named('mintwell.refusals')).toMatchObject([{ value: 1, attributes: refused }])
    expect(named('mintwell.refusal')).toMatchObject([{ attributes: refused }])
  }, 60_000)
})

describe('telemetry of mintwell exec', () => {
  it('goes where OpenTelemetry’s variables say, with their headers and resource attributes, and holds no token', async () => {
    const { code, stderr } = await execWith([], {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=geheim%20es,broken',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    })
    expect(code, stderr).toBe(0)
    expect(server.problems).toEqual([])
    expect(server.headers[0]).toMatchObject({ 'api-key': 'geheim es', 'content-type': 'application/json' })
    expect(server.bodies.join()).toContain('deployment.environment.name')
    expect(server.bodies.join()).not.toContain(CANARY)
    expect(stderr).not.toContain('geheim')
    const [log] = server.signals.filter(({ name }) => name === 'mintwell.token')
    expect(log?.attributes).toMatchObject({
      'mintwell.pipeline': 'nightly',
      'mintwell.stage': 'Deploy',
      'mintwell.verdict': 'fresh',
      'mintwell.token.fingerprint': expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('tells a refusal too', async () => {
    const { code } = await execWith(['--budget', '2h', '--otlp', server.url])
    expect(code).toBe(125)
    const [refusal] = server.signals.filter(({ name }) => name === 'mintwell.refusal')
    expect(refusal?.attributes).toMatchObject({ 'mintwell.service': 'file', 'mintwell.code': 'ERR_CONTRACT' })
  })

  it('is not sent where nobody asked for it, and where nobody listens there is one warning', async () => {
    expect((await execWith([], { OTEL_EXPORTER_OTLP_ENDPOINT: undefined })).code).toBe(0)
    const lost = await execWith(['--otlp', 'http://127.0.0.1:9'])
    expect(lost.code).toBe(0)
    const warnings = lost.stderr.match(
      /Telemetry does not arrive: 127\.0\.0\.1:9 could not be reached \(ECONNREFUSED\)/g,
    )
    expect(warnings).toHaveLength(1)
    expect(server.bodies).toEqual([])
  })

  it('is off with OTEL_SDK_DISABLED, and one warning where a service takes none or an address is none', async () => {
    const off = await execWith([], { OTEL_EXPORTER_OTLP_ENDPOINT: server.url, OTEL_SDK_DISABLED: 'true' })
    expect(off.code).toBe(0)
    expect(server.bodies).toEqual([])
    const refusing = await openOtlpServer(503)
    const refused = await execWith(['--otlp', refusing.url])
    refusing.close()
    expect(refused.code).toBe(0)
    expect(refused.stderr.match(/Telemetry does not arrive: .* answered 503/g)).toHaveLength(1)
    const wrong = await execWith([], { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' })
    expect(wrong.code).toBe(0)
    expect(wrong.stderr).toContain('not an http or https address')
    expect((await execWith(['--otlp', 'nowhere'])).code).toBe(2)
  })
})
