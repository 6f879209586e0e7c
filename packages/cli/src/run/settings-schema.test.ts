import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SettingsError } from './settings.ts'
import { readSettings } from './settings-file.ts'
import { parseSettings } from './settings-schema.ts'

const GUID = '11111111-2222-3333-4444-555555555555'

/** Where a text is wrong, as the message says it. */
function placeOf(text: string): string {
  try {
    parseSettings(text, 'f.yml')
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return /^f\.yml:\d+:\d+(?=: )/.exec(error.message)?.[0] ?? error.message
  }
  throw new Error('it parsed')
}

describe('the settings', () => {
  it('are read with all their keys, durations in milliseconds', () => {
    const text = `
organization: contoso
project: nightly
tenant: ${GUID}
issuer: ado
idTokenLifetime: 10m
accessTokenLifetime: 3600
clockSkew: 0s
azureCli: {login: eager}
connections:
  my-connection: {tenant: ${GUID}, app: ${GUID}, subject: s, audience: a, issuer: entra, subscription: ${GUID}, graph: write, idTokenLifetime: 24h}
allowHosts: ['*.example.com']
passEnv: [GH_TOKEN]
routes: {storage.test: 'http://127.0.0.1:10000'}
`
    expect(parseSettings(text, 'f.yml')).toMatchObject({
      organization: 'contoso',
      idTokenLifetime: 600_000,
      accessTokenLifetime: 3_600_000,
      clockSkew: 0,
      azureCli: { login: 'eager' },
      connections: { 'my-connection': { issuer: 'entra', graph: 'write', idTokenLifetime: 86_400_000 } },
      routes: { 'storage.test': 'http://127.0.0.1:10000' },
    })
  })

  it.each(['', '\n', '# nothing\n', '{}', 'null'])('of %j are none', (text) => {
    expect(parseSettings(text, 'f.yml')).toEqual({})
  })

  it.each([
    ['organization: 5', 'f.yml:1:1'],
    ['issuer: entra\nproject: [a]', 'f.yml:2:1'],
    ['tenant: contoso', 'f.yml:1:1'],
    ['nothing: 1', 'f.yml:1:1'],
    ['issuer: github', 'f.yml:1:1'],
    ['idTokenLifetime: soon', 'f.yml:1:1'],
    ['idTokenLifetime: 0', 'f.yml:1:1'],
    ['idTokenLifetime: [1]', 'f.yml:1:1'],
    ['azureCli:\n  login: never', 'f.yml:2:3'],
    ['azureCli:\n  login: lazy\n  logn: x', 'f.yml:3:3'],
    [`connections:\n  one:\n    app: ${GUID}\n    subscription: none`, 'f.yml:4:5'],
    ['connections:\n  one: {unknown: 1}', 'f.yml:2:9'],
    ['connections:\n  one:\n    graph: everything', 'f.yml:3:5'],
    ['allowHosts:\n- good\n- ""', 'f.yml:3:3'],
    ['allowHosts: one', 'f.yml:1:1'],
    ['routes:\n  host: ftp://x', 'f.yml:2:3'],
    ['a: b: c', 'f.yml:1:4'],
    ['organization: "unended', 'f.yml:1:23'],
    ['project: a\nproject: b', 'f.yml:2:1'],
    ['just text', 'f.yml:1:1'],
    ['- a list', 'f.yml:1:1'],
    ['a: 1\n---\nb: 2', 'f.yml:2:1'],
  ])('of %j are wrong at their place', (text, place) => {
    expect(placeOf(text)).toBe(place)
  })

  it('that alias without end are refused, and quickly', () => {
    const levels = Array.from(
      { length: 12 },
      (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`,
    )
    expect(() => parseSettings(`a0: &a0 [x]\n${levels.join('\n')}`, 'f.yml')).toThrow(SettingsError)
  })

  it('that are no YAML are said to be so with one place and what to do', () => {
    expect(() => parseSettings('a: [\n', 'f.yml')).toThrow(
      /^f\.yml:2:1: not valid YAML: (?!.* at line).*Correct it here/,
    )
  })

  it('say in every message what is wrong, and never a value that is secret by its look', () => {
    for (const text of ['tenant: [1]', 'idTokenLifetime: {}', 'clockSkew: x', 'connections: 5', 'passEnv: [5]']) {
      expect(() => parseSettings(text, 'f.yml')).toThrow(/^f\.yml:1:\d+: \w+[^:]*: [^.]{6,}/)
    }
    for (const text of ['idTokenLifetime: {}', 'clockSkew: x', 'clockSkew: [1]']) {
      expect(() => parseSettings(text, 'f.yml')).toThrow(/must be a duration such as/)
    }
  })
})

describe('the file of the settings', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mintwell-settings-'))
    writeFileSync(join(directory, 'mintwell.yml'), 'project: beside')
    writeFileSync(join(directory, 'other.yml'), 'project: named')
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  it('is the one beside the pipeline, or the one that is named', async () => {
    const pipeline = join(directory, 'azure-pipelines.yml')
    expect(await readSettings(pipeline)).toEqual({ project: 'beside' })
    expect(await readSettings(pipeline, join(directory, 'other.yml'))).toEqual({ project: 'named' })
  })

  it('may be missing where it is not named', async () => {
    expect(await readSettings('/nowhere/azure-pipelines.yml')).toEqual({})
    await expect(readSettings('/nowhere/a.yml', '/nowhere/none.yml')).rejects.toThrow(SettingsError)
  })
})
