import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, mintwell } from '../mintwell.ts'
import { freshToken, hostileWorld } from './world.ts'

const JOB_TOKEN = 'job-token-7f3a9c-that-is-nobodys-business'
const EVIL =
  '\u001b[2J\u001b]0;owned\u0007\r\n##vso[task.setvariable variable=PATH]/evil\n::set-env name=X::y\n##[error]forged\u009b31m\u202e'

let server: Server
let url: string
/** What the service answers: hostile words, and whatever it was sent. */
let answer: (sent: string) => string

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += String(part)))
    request.on('end', () => {
      const sent = `${JSON.stringify(request.headers)} ${decodeURIComponent(body)}`
      response.writeHead(400, { 'content-type': 'application/json' }).end(answer(sent))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

function expectHarmless({ stdout, stderr }: Finished, ...secrets: readonly string[]) {
  const output = stdout + stderr
  for (const secret of secrets) expect(output).not.toContain(secret)
  expect(output).not.toMatch(/##vso\[task\.setvariable|##\[error\]forged|^\s*::set-env/m)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be there.
  expect(output).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
}

const bodies: readonly (readonly [string, (sent: string) => string])[] = [
  ['as a message', (sent) => JSON.stringify({ message: `${EVIL}${sent}` })],
  [
    'as an error with a description',
    (sent) => JSON.stringify({ error: 'invalid_request', error_description: `${EVIL}${sent}` }),
  ],
  ['as an error code', (sent) => JSON.stringify({ error: `${EVIL}${sent}` })],
  ['as a text', (sent) => `${EVIL}${sent}`],
  ['far behind other words, where they are cut', (sent) => `${'x'.repeat(280)}${EVIL}${sent}`],
]

const cases = bodies.flatMap(([name, body], index) =>
  (index === 0 ? ['plain', 'azure-pipelines', 'github-actions'] : ['plain']).map((ci) => [name, ci, body] as const),
)

describe('hostile words of a service', () => {
  it.each(cases)('%s reach no log as they are: %s', async (_, ci, body) => {
    answer = body
    const world = hostileWorld()
    const ciEnv = { 'azure-pipelines': { TF_BUILD: 'True' }, 'github-actions': { GITHUB_ACTIONS: 'true' } }[ci] ?? {}
    const azure = { SYSTEM_OIDCREQUESTURI: `${url}/oidctoken`, SYSTEM_ACCESSTOKEN: JOB_TOKEN }
    const github = { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/github`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: JOB_TOKEN }
    const connection = ['--connection', '6cfdfb94-cbca-499f-99bd-ad1a4eaf58c4', '--max-wait', '1s']
    const calls: readonly (readonly [readonly string[], NodeJS.ProcessEnv])[] = [
      [['token', '--source', 'azure-pipelines', ...connection], azure],
      [['exec', '--source', 'azure-pipelines', ...connection, '--', 'true'], azure],
      [['token', '--source', 'github-actions', '--max-wait', '1s'], github],
      [
        [
          'exchange',
          '--to',
          'rfc8693',
          '--token-url',
          `${url}/token`,
          '--source',
          `file:${world.tokenFile}`,
          '--max-wait',
          '1s',
        ],
        {},
      ],
    ]
    for (const [args, env] of calls) {
      const finished = await mintwell(args, { env: { ...world.env, ...ciEnv, ...env } })
      expect(finished.code, args.join(' ')).not.toBe(0)
      // The CI's own commands, which the log makes, are let through here: what is not ours is not.
      const own = {
        ...finished,
        stderr: finished.stderr.replace(
          /^##vso\[task\.(?:setsecret|logissue)[^\]]*\].*|^::(?:add-mask|error|warning).*/gm,
          (line) => line.slice(line.startsWith('#') ? line.indexOf(']') : 2),
        ),
      }
      expectHarmless(own, JOB_TOKEN, ...(ci === 'plain' ? [freshSignature] : []))
    }
  })
})

const freshSignature = freshToken().split('.')[2] as string

describe('hostile names', () => {
  it('of steps, jobs and files, in a log, a table and a document', async () => {
    const world = hostileWorld()
    const file = join(world.directory, 'p.yml')
    writeFileSync(
      file,
      JSON.stringify({
        jobs: [
          {
            job: 'A',
            displayName: `job ${EVIL}`,
            steps: [{ checkout: 'none' }, { bash: 'true', displayName: `step ${EVIL}` }],
          },
        ],
      }),
    )
    expectHarmless(await mintwell(['run', file], { env: world.env }))
    expectHarmless(await mintwell(['run', '--json', file], { env: world.env }))
    expectHarmless(await mintwell(['run', '--jsonl', file], { env: world.env }))
  })

  it('in files that cannot be planned, settings and arguments', async () => {
    const world = hostileWorld()
    const folder = join(world.directory, 'folder')
    mkdirSync(folder)
    const write = (name: string, value: unknown) => {
      writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))
      return join(folder, name)
    }
    const calls = [
      ['run', write('key.yml', { [EVIL]: 1 })],
      ['run', write('task.yml', { steps: [{ task: EVIL }] })],
      ['run', write('condition.yml', { steps: [{ bash: 'true', condition: EVIL }] })],
      ['run', write('yaml.yml', `a: [\n"${EVIL}`)],
      [
        'run',
        '--config',
        write('settings.yml', { [EVIL]: EVIL, connections: { [EVIL]: { [EVIL]: 1 } } }),
        write('good.yml', { steps: [{ bash: 'true' }] }),
      ],
      ['run', `/nowhere/${EVIL}`],
      ['run', '--fault', EVIL, write('good.yml', { steps: [{ bash: 'true' }] })],
      ['explain', `/nowhere/${EVIL}`],
      ['explain', write('log', `AADSTS700024: Client assertion is not within its valid time range. ${EVIL}`)],
      ['explain', '--json', write('log', `AADSTS700024: Client assertion is not within its valid time range. ${EVIL}`)],
      [
        'migrate',
        '--check',
        write('m\u001b[31m##vso[task.setvariable variable=a]b.yml', {
          steps: [{ task: 'AzureCLI@2', inputs: { inlineScript: EVIL } }],
        }),
      ],
      ['lab', 'exec', '--', `/nowhere/${EVIL}`],
      ['lab', 'exec', '--connection', EVIL, '--', 'true'],
      ['exec', '--source', `file:/nowhere/${EVIL}`, '--max-wait', '1s', '--', 'true'],
      ['exec', '--source', `file:${world.tokenFile}`, '--', `/nowhere/${EVIL}`],
      ['token', '--source', EVIL],
      [EVIL],
      ['run', `--${EVIL}`],
    ]
    for (const args of calls) expectHarmless(await mintwell(args, { env: world.env, cwd: folder }))
  })

  it('in the claims of a token', async () => {
    const world = hostileWorld()
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${encode({ alg: EVIL, kid: EVIL })}.${encode({ iss: EVIL, sub: EVIL, aud: [EVIL], exp: 4e9, iat: 1 })}.c2ln`
    expectHarmless(await mintwell(['inspect', '-'], { env: world.env, input: token }))
    expectHarmless(await mintwell(['inspect', '--json', '-'], { env: world.env, input: token }))
  })
})
