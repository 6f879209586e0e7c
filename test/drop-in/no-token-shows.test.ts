import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agentEnvironment, startTask, stepDirectory } from './agent-process.ts'
import { bundleTask } from './bundled-task.ts'
import { installStandIns } from './stand-in-programs.ts'
import { openTokenService, standInToken, type TokenServiceStandIn } from './token-service.ts'

let bundle: Awaited<ReturnType<typeof bundleTask>>
let service: TokenServiceStandIn
let directory: string
beforeAll(async () => {
  bundle = await bundleTask('MintwellAzureCLIV1')
  service = await openTokenService()
})
afterAll(async () => {
  bundle?.remove()
  await service?.close()
})
beforeEach(() => {
  directory = stepDirectory()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Writes down the command lines of all processes and the texts of all scripts of the step, while az logs in and runs. */
const SPY = `az group list
tr '\\0' ' ' </dev/null >"$HOME/seen"
for file in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <"$file" >>"$HOME/seen" 2>/dev/null; echo >>"$HOME/seen"; done
cat "$0" "$(command -v az)" >>"$HOME/seen"
printf %s "$idToken" >"$HOME/token"
az second`

async function run(more: Readonly<Record<string, string>> = {}, bound?: string) {
  const standIns = installStandIns(directory)
  const inputs = {
    scriptType: 'bash',
    scriptLocation: 'inlineScript',
    inlineScript: SPY,
    addSpnToEnvironment: 'true',
    ...more,
  }
  const environment = agentEnvironment(service, directory, inputs, bound)
  const task = startTask(bundle.directory, {
    ...environment,
    SYSTEM_DEBUG: 'true',
    PATH: [standIns.bin, environment.PATH].join(delimiter),
  })
  const { code } = await task.ended
  return { code, output: task.output(), calls: standIns.azCalls(), seen: readFileSync(join(directory, 'seen'), 'utf8') }
}

/** The output as the agent shows it, which never shows the line that registers a secret. */
const shown = (output: string) =>
  output
    .split('\n')
    .filter((line) => !line.startsWith('##vso[task.setsecret]'))
    .join('\n')
const formsOf = (token: string) => [token, ...token.split('.').slice(0, 2), Buffer.from(token).toString('base64')]

describe.each(['lazy', 'eager'])('with the login of az %s, the ID token', (azLogin) => {
  it('is on no command line, in no script and in no line of the log, debug lines included', async () => {
    const { code, output, calls, seen } = await run({ azLogin })
    expect([code, output.includes('result=Succeeded')]).toEqual([0, true])
    const token = readFileSync(join(directory, 'token'), 'utf8')
    expect(token.length).toBeGreaterThan(100)
    expect(calls.find((call) => call.startsWith('login'))).toContain('--federated-token @-')
    for (const form of formsOf(token)) {
      expect(shown(output)).not.toContain(form)
      expect(seen).not.toContain(form)
    }
  })

  it('is registered as a secret before anything else is written about it', async () => {
    const { output } = await run({ azLogin })
    const token = readFileSync(join(directory, 'token'), 'utf8')
    const lines = output.split('\n')
    const masked = lines.indexOf(`##vso[task.setsecret]${token}`)
    expect(masked).toBeGreaterThan(-1)
    const fingerprint = createHash('sha256').update(token).digest('hex').slice(0, 12)
    expect(lines.findIndex((line) => line.includes(fingerprint))).toBeGreaterThan(masked)
  })
})

describe('a token that the service has bound to the connection', () => {
  it('is masked, described and not used', async () => {
    const bound = standInToken(Date.now() - 1_800_000)
    const { output, seen } = await run({}, bound)
    const token = readFileSync(join(directory, 'token'), 'utf8')
    expect(token).not.toBe(bound)
    expect(output).toMatch(/is 30 min( \d+ s)? old, (29|30) min/)
    expect(shown(output)).not.toContain(bound)
    expect(seen).not.toContain(bound)
  })
})

describe('the receipt', () => {
  it('is in the debug log, and in the file that was asked for, without the token', async () => {
    mkdirSync(join(directory, 'kept'))
    const { output } = await run({ receipts: 'kept/receipts.jsonl' })
    const token = readFileSync(join(directory, 'token'), 'utf8')
    const debug = /##vso\[task\.debug\]mintwell receipt (\{.*\})/.exec(output)?.[1] ?? ''
    const file = readFileSync(join(directory, 'kept/receipts.jsonl'), 'utf8')
    const receipt = JSON.parse(file) as { fingerprint: string; verdict: string; connection: string }
    expect(JSON.parse(debug)).toEqual(receipt)
    expect(receipt).toMatchObject({
      fingerprint: createHash('sha256').update(token).digest('hex'),
      verdict: 'fresh',
      source: 'azure-pipelines',
    })
    for (const form of formsOf(token)) expect(file).not.toContain(form)
  })

  it('is written to no file unless one is asked for', async () => {
    await run()
    expect(existsSync(join(directory, 'kept'))).toBe(false)
  })

  it('tells a token that an earlier step was given, by the file', async () => {
    await run({ receipts: 'receipts.jsonl' })
    rmSync(join(directory, 'bin'), { recursive: true })
    const { output } = await run({ receipts: 'receipts.jsonl' })
    expect(output).toMatch(/type=warning;[^\n]*ID token echoed/)
  })
})

describe('the job token', () => {
  it('goes to the host of the system connection and to no other', async () => {
    const standIns = installStandIns(directory)
    const environment = agentEnvironment(service, directory, {
      scriptType: 'bash',
      scriptLocation: 'inlineScript',
      inlineScript: 'true',
    })
    const before = service.requests()
    const task = startTask(bundle.directory, {
      ...environment,
      SYSTEM_OIDCREQUESTURI: 'https://evil.example/oidctoken',
      PATH: [standIns.bin, environment.PATH].join(delimiter),
    })
    await task.ended
    expect(task.output()).toContain('The job token is not sent to https://evil.example')
    expect(service.requests()).toBe(before)
  })

  it('is not given to the script unless the step maps it', async () => {
    const task = startTask(
      bundle.directory,
      agentEnvironment(service, directory, { scriptType: 'bash', scriptLocation: 'inlineScript', inlineScript: 'env' }),
    )
    await task.ended
    expect(task.output()).not.toContain('the-job-token')
  })
})
