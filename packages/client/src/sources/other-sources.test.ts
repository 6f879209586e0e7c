import { describe, expect, it } from 'vitest'
import type { Environment } from '../environment.ts'
import type { ClientError } from '../errors.ts'
import { testToken } from '../keeper/test-simulation.ts'
import { commandSource } from './command.ts'
import { detectSource, type SourceChoice } from './detect-source.ts'
import { fileSource } from './file.ts'
import { githubActions } from './github-actions.ts'
import { splitCommand } from './split-command.ts'
import { fakeHttp } from './test-http.ts'

const token = testToken(Date.UTC(2026, 3, 20), 300_000, 'one')
const github = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.actions.githubusercontent.com/x/idtoken?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary-request-token',
}

async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run()
  } catch (error) {
    const { message, hint, data } = error as ClientError
    expect(JSON.stringify({ message, hint, data })).not.toMatch(/canary|eyJ/)
    return (error as ClientError).code
  }
  return 'none'
}

describe('GitHub Actions', () => {
  it('is asked with GET, the audience added to the URL that has a query already', async () => {
    const http = fakeHttp([
      { text: JSON.stringify({ count: 1, value: token }), headers: { date: 'Mon, 20 Apr 2026 00:00:01 GMT' } },
    ])
    expect(await githubActions(github, { audience: 'api://AzureADTokenExchange', http }).request()).toEqual({
      token,
      serverTime: Date.UTC(2026, 3, 20, 0, 0, 1),
    })
    expect(http.requests[0]).toMatchObject({
      method: 'GET',
      url: 'https://pipelines.actions.githubusercontent.com/x/idtoken?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange',
      headers: { authorization: 'Bearer canary-request-token' },
    })
  })

  it('without the permission is refused with the YAML that gives it', () => {
    try {
      githubActions({ GITHUB_ACTIONS: 'true' })
      throw new Error('no error came')
    } catch (error) {
      expect((error as ClientError).code).toBe('ERR_PERMISSION_MISSING')
      expect((error as ClientError).hint).toContain('id-token: write')
    }
  })

  it.each([
    [{ status: 401 }, 'ERR_JOB_TOKEN_REFUSED'],
    [{ status: 429, headers: { 'retry-after': '5' } }, 'ERR_SOURCE_THROTTLED'],
    [{ status: 502, text: '<html>' }, 'ERR_SOURCE_UNAVAILABLE'],
    [{ status: 200, text: '{}' }, 'ERR_SOURCE_ANSWER'],
    [new Error('socket hang up'), 'ERR_SOURCE_UNREACHABLE'],
  ])('tells %j apart', async (answer, code) => {
    expect(await codeOf(() => githubActions(github, { http: fakeHttp([answer]) }).request())).toBe(code)
  })

  it('is not asked over plain http', async () => {
    expect(await codeOf(() => githubActions({ ...github, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://example.com/' }))).toBe(
      'ERR_SOURCE_CONFIGURATION',
    )
  })
})

describe('a file', () => {
  it('is read at every request, without the line end', async () => {
    let text = `${token}\n`
    const source = fileSource('/t', { readText: async () => text })
    expect((await source.request()).token).toBe(token)
    text = 'other'
    expect((await source.request()).token).toBe('other')
    expect(source.refreshable).toBe(false)
  })

  it('that cannot be read is an error with its path', async () => {
    const source = fileSource('/t', {
      readText: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOENT' })),
    })
    expect(await codeOf(() => source.request())).toBe('ERR_SOURCE_FILE')
  })
})

describe('a command', () => {
  const output = (stdout: string, code: number | null = 0) => ({ run: async () => ({ code, stdout }) })
  it('gives the token that it prints, bare or in JSON', async () => {
    expect((await commandSource('x', output(`${token}\n`)).request()).token).toBe(token)
    expect((await commandSource('x', output(`{"oidcToken":"${token}"}`)).request()).token).toBe(token)
  })

  it('that fails is an error that shows nothing of what it printed', async () => {
    expect(await codeOf(() => commandSource('x', output('canary', 3)).request())).toBe('ERR_SOURCE_COMMAND')
    expect(await codeOf(() => commandSource(' ', output('')))).toBe('ERR_SOURCE_CONFIGURATION')
  })

  it('that is not there is not asked for again, and one that fails is', async () => {
    const missing = { run: async () => ({ code: null, stdout: '', problem: 'could not be started (ENOENT)' }) }
    const error = await commandSource('nosuch', missing)
      .request()
      .then(
        () => undefined,
        (thrown: ClientError) => thrown,
      )
    expect([error?.code, error?.data.mayPass]).toEqual(['ERR_SOURCE_COMMAND', false])
    expect(error?.hint).toContain('PATH')
    await expect(commandSource('x', output('', 3)).request()).rejects.toMatchObject({ data: { mayPass: true } })
  })

  it.each([
    ['vault read -field=token "ci role"', ['vault', 'read', '-field=token', 'ci role']],
    [`'a b' c\\ d "e\\"f" ''`, ['a b', 'c d', 'e"f', '']],
    ['C:\\tools\\x.exe -y', ['C:\\tools\\x.exe', '-y']],
    ['  ', []],
  ])('%s is split into its words as a shell would', (text, words) => {
    expect(splitCommand(text)).toEqual(words)
  })
})

describe('the source', () => {
  const azure = {
    SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/o/p/oidctoken',
    SYSTEM_ACCESSTOKEN: 'x',
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: '143c454e-ca57-4f82-97ba-e5460221c27d',
  }
  const ports = { http: fakeHttp([]), readText: async () => '', run: async () => ({ code: 0, stdout: '' }) }
  const detect = (env: Environment, choice: SourceChoice = {}) => detectSource(env, choice, ports)

  it('is the one that the environment shows', () => {
    expect(detect({ ...azure }).name).toBe('azure-pipelines')
    expect(detect({ ...github }).name).toBe('github-actions')
    expect(detect({ AZURE_FEDERATED_TOKEN_FILE: '/k8s' })).toMatchObject({ name: 'file', subject: '/k8s' })
    expect(detect({ ...azure, ...github }).name).toBe('azure-pipelines')
  })

  it('is the one that is named, whatever the environment shows', () => {
    expect(detect({ ...azure, ...github }, { source: 'github-actions' }).name).toBe('github-actions')
    expect(detect(azure, { source: 'file:/x:y' })).toMatchObject({ name: 'file', subject: '/x:y' })
    expect(detect({}, { source: 'command:vault read x' })).toMatchObject({ name: 'command', subject: 'vault' })
  })

  it.each([
    [{}, {}, 'ERR_SOURCE_NONE'],
    [{}, { source: 'jenkins' }, 'ERR_SOURCE_CONFIGURATION'],
    [{}, { source: 'file' }, 'ERR_SOURCE_CONFIGURATION'],
    [{}, { source: 'file:' }, 'ERR_SOURCE_CONFIGURATION'],
    [{}, { source: 'github-actions:x' }, 'ERR_SOURCE_CONFIGURATION'],
    [{ TF_BUILD: 'True' }, {}, 'ERR_SOURCE_CONFIGURATION'],
    [{ GITHUB_ACTIONS: 'true' }, {}, 'ERR_PERMISSION_MISSING'],
  ] as const)('of %j with %j is refused as %s', async (env, choice, code) => {
    expect(await codeOf(() => detect(env, choice))).toBe(code)
  })
})
