import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import { readTaskJson } from './read-task-json.ts'

const minimal = {
  id: '46E4BE58-730B-4389-8A2F-EA10B3E5E815',
  name: 'Thing',
  version: { Major: 2, Minor: 279, Patch: 0 },
  execution: { Node20_1: { target: 'thing.js' } },
}
const read = (more: object = {}) => readTaskJson(JSON.stringify({ ...minimal, ...more }), '/t/task.json', '/t')
const input = (more: object) => read({ inputs: [{ name: 'a', type: 'string', ...more }] }).inputs[0]

describe('readTaskJson', () => {
  it('reads what planning and running need, with the id in lower case and numbers in any spelling', () => {
    const task = read({ version: { major: '2', minor: 279, PATCH: '1' }, friendlyName: 'A thing', author: 'Somebody' })
    expect(task).toMatchObject({
      id: '46e4be58-730b-4389-8a2f-ea10b3e5e815',
      name: 'Thing',
      major: 2,
      version: '2.279.1',
      friendlyName: 'A thing',
      folder: { directory: '/t', about: { author: 'Somebody' } },
    })
  })

  it('reads a file with a byte order mark, and keys in any case', () => {
    const text = `\uFEFF${JSON.stringify({ ...minimal, PreJobExecution: { Node16: { Target: 'before.js', WorkingDirectory: 'x' } } })}`
    expect(readTaskJson(text, '/t/task.json', '/t').folder?.handlers['pre-job']).toEqual([
      { name: 'Node16', target: 'before.js', workingDirectory: 'x' },
    ])
  })

  it.each([
    [{ defaultValue: false }, { defaultValue: 'false' }],
    [{ defaultValue: 7 }, { defaultValue: '7' }],
    [{ defaultValue: '  text ' }, { defaultValue: 'text' }],
    [{ defaultValue: null }, { defaultValue: '' }],
    [{}, { defaultValue: '', required: false, aliases: [] }],
    [{ required: 'True' }, { required: true }],
    [
      { type: 'picklist', options: { One: 'The first' } },
      { type: 'pickList', options: ['One'] },
    ],
    [{ type: 'FilePath' }, { type: 'filePath' }],
    [{ type: 'connectedService:AzureRM' }, { type: 'connectedService:AzureRM' }],
    [{ properties: { EditableOptions: 'True' } }, { editable: true }],
    [
      { aliases: ['b'], visibleRule: 'x = y' },
      { aliases: ['b'], visibleRule: 'x = y' },
    ],
  ])('reads the input %j as %j', (written, expected) => {
    expect(input(written)).toMatchObject(expected)
  })

  it('gives an input the rule of the group that it stands in', () => {
    const task = read({
      inputs: [
        { name: 'a', type: 'string', groupName: 'G' },
        { name: 'b', type: 'string', groupName: 'open' },
      ],
      groups: [{ name: 'g', visibleRule: 'x = y' }, { name: 'open' }],
    })
    expect(task.inputs.map(({ groupRule }) => groupRule)).toEqual(['x = y', undefined])
  })

  it('reads what restricts the task', () => {
    const { folder } = read({
      restrictions: { commands: { mode: 'restricted' }, settableVariables: { allowed: ['a*'] } },
      outputVariables: [{ name: 'out' }],
    })
    expect(folder).toMatchObject({ restrictedCommands: true, settableVariables: ['a*'], outputVariables: ['out'] })
    expect(read({ restrictions: { settableVariables: { allowed: [] } } }).folder?.settableVariables).toEqual([])
    expect(read().folder).toMatchObject({ restrictedCommands: false, outputVariables: [] })
    expect(read().folder).not.toHaveProperty('settableVariables')
  })

  it.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['without a name', JSON.stringify({ ...minimal, name: '' })],
    ['without a GUID', JSON.stringify({ ...minimal, id: 'thing' })],
    ['without a version', JSON.stringify({ ...minimal, version: undefined })],
    ['with a version of words', JSON.stringify({ ...minimal, version: { Major: 'two', Minor: 0, Patch: 0 } })],
    ['with a nameless input', JSON.stringify({ ...minimal, inputs: [{ type: 'string' }] })],
    ['with nothing to run', JSON.stringify({ ...minimal, execution: {} })],
  ])('refuses a file that is %s, and names it', (_what, text) => {
    expect(() => readTaskJson(text, '/t/task.json', '/t')).toThrowError(
      expect.objectContaining({ code: 'ERR_TASK_FOLDER', message: expect.stringContaining('/t/task.json: ') }),
    )
  })

  it('refuses a task without a handler for Node by the name of what it has', () => {
    const refused = () => read({ execution: { PowerShell3: { target: 'a.ps1' }, PowerShell: { target: 'b.ps1' } } })
    expect(refused).toThrowError(LanguageError)
    expect(refused).toThrowError(/PowerShell3, PowerShell/)
  })
})
