import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { realClock } from '@mintwell/clock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSettings } from '../run/settings-file.ts'
import { taskCatalog } from '../run/task-folders.ts'
import { type Io, UsageError } from '../verb.ts'
import { task } from './task.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-verb-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Makes the folder of a task in the test's directory. */
function folder(name: string, json: object | string, script?: string): string {
  const path = join(directory, name)
  mkdirSync(path)
  writeFileSync(join(path, 'task.json'), typeof json === 'string' ? json : JSON.stringify(json))
  if (script) writeFileSync(join(path, script), '')
  return path
}

const good = {
  id: '46E4BE58-730B-4389-8A2F-EA10B3E5E815',
  name: 'AzureCLI',
  version: { Major: 2, Minor: 279, Patch: 0 },
  execution: { Node20_1: { target: 'main.js' } },
  inputs: [
    { name: 'needed', type: 'string', required: true },
    { name: 'choice', type: 'pickList', options: { one: 'One' } },
  ],
}

async function call(...argv: string[]) {
  const output = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (chunk: Buffer) => {
      output[name] += chunk.toString()
    })
  const io: Io = {
    stdin: new PassThrough().end(),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    cwd: directory,
    clock: realClock,
    signal: new AbortController().signal,
  }
  return { code: await task.run(argv, io), ...output }
}

describe('mintwell task run', () => {
  it.each([
    ['no folder', () => join(directory, 'nowhere'), /nowhere\/task\.json: there is no such file/],
    ['a folder without a task', () => directory, /task\.json: there is no such file/],
    ['a file that is no JSON', () => folder('t', 'hello'), /task\.json: it is not valid JSON/],
    ['a task that is not built', () => folder('t', good), /main\.js: there is no such file/],
    [
      'a task for PowerShell',
      () => folder('t', { ...good, execution: { PowerShell3: { target: 'main.ps1' } } }, 'main.ps1'),
      /task\.json: it runs with PowerShell3/,
    ],
    ['an input that is missing', () => folder('t', good, 'main.js'), /^AzureCLI@2 needs the input 'needed'/],
  ])('refuses %s with one error and exit code 2', async (_what, make, message) => {
    const { code, stdout, stderr } = await call('run', make())
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('refuses a value that an input does not take', async () => {
    const { code, stderr } = await call(
      'run',
      folder('t', good, 'main.js'),
      '--input',
      'needed=x',
      '--input',
      'choice=two',
    )
    expect(code).toBe(2)
    expect(stderr).toContain("the input 'choice' of AzureCLI@2 cannot be 'two'")
  })

  it.each([
    [[]],
    [['walk']],
    [['run']],
    [['run', 'a', 'b']],
    [['run', 'a', '--json', '--jsonl']],
    [['run', 'a', '--issuer', 'other']],
    [['run', 'a', '--connection', '']],
    [['run', 'a', '--start', 'soon']],
    [['run', 'a', '--start', '2026-04-20T01:00:00Z', '--real-time']],
  ])('calls %j wrong use', async (argv) => {
    await expect(call(...argv)).rejects.toThrow(UsageError)
  })

  it('does not repeat what was given as a secret when it cannot be read', async () => {
    const path = folder('t', good, 'main.js')
    await expect(call('run', path, '--input', 'needed=x', '--secret', 'hush')).rejects.toThrow(
      /^--secret takes NAME=VALUE\.$/,
    )
  })
})

describe('tasks in mintwell.yml', () => {
  const settings = async (text: string) => {
    writeFileSync(join(directory, 'mintwell.yml'), text)
    return (await readSettings(join(directory, 'pipeline.yml'))).tasks ?? {}
  }

  it('are found beside the file, and stand in the place of built-in tasks', async () => {
    folder('own', good, 'main.js')
    const catalog = taskCatalog(await settings('tasks:\n  AzureCLI@2: ./own\n'))
    expect(catalog.find('azurecli', 2)?.folder?.directory).toBe(join(directory, 'own'))
    expect(catalog.find('46e4be58-730b-4389-8a2f-ea10b3e5e815', 2)?.folder).toBeDefined()
    expect(catalog.find('AzureCLI', 1)?.folder).toBeUndefined()
  })

  it('may be named with their publisher, or by their id', async () => {
    folder('own', good, 'main.js')
    for (const name of ['publisher.extension.task.AzureCLI', '46e4be58-730b-4389-8a2f-ea10b3e5e815'])
      expect(taskCatalog(await settings(`tasks:\n  ${name}@2: own\n`)).find(name, 2)?.folder).toBeDefined()
  })

  it.each(['Other@2', 'AzureCLI@3'])('named %s are refused where the folder holds another', async (name) => {
    folder('own', good, 'main.js')
    const folders = await settings(`tasks:\n  ${name}: own\n`)
    expect(() => taskCatalog(folders)).toThrow(/holds AzureCLI@2/)
  })

  it('need a name with a major version', async () => {
    await expect(settings('tasks:\n  AzureCLI: own\n')).rejects.toThrow(/mintwell\.yml:2:3: tasks\.AzureCLI: /)
  })
})
