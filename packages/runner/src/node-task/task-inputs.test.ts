import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { TaskInputDefinition } from '@mintwell/language'
import { describe, expect, it } from 'vitest'
import { taskInputs } from './task-inputs.ts'

const define = (name: string, type: string, defaultValue = ''): TaskInputDefinition => ({
  name,
  type,
  defaultValue,
  aliases: [],
  required: false,
})
const endpoint = (id: string, name: string): ServiceEndpoint => ({
  id,
  name,
  type: 'azurerm',
  url: '',
  scheme: 'WorkloadIdentityFederation',
  parameters: {},
  data: {},
})
const one = endpoint('11111111-1111-1111-1111-111111111111', 'one')
const two = endpoint('22222222-2222-2222-2222-222222222222', 'Two')

function values(inputs: readonly TaskInputDefinition[], given: Record<string, string> = {}) {
  return taskInputs({
    definition: { id: '', name: 'T', major: 1, version: '1.0.0', friendlyName: 'T', inputs },
    given,
    expand: (text) => text.replaceAll('$(v)', 'value').replaceAll('$(nested)', '$(v)'),
    agentEnvironment: { HOME: '/home/lab' },
    sources: '/job/1/s',
    endpoints: [one, two],
  })
}
const value = (type: string, text: string) => values([define('a', type)], { a: text }).values.get('a')

describe('taskInputs', () => {
  it('takes the default where the step gives nothing, and what it gives where it does, even nothing', () => {
    const inputs = [define('a', 'string', 'default'), define('b', 'string', 'default')]
    expect([...values(inputs, { b: '' }).values]).toEqual([
      ['a', 'default'],
      ['b', ''],
    ])
  })

  it.each([
    ['  text  ', 'text'],
    ['$(v) and $(unknown)', 'value and $(unknown)'],
    ['$(nested)', '$(v)'],
    ['in $(HOME)', 'in /home/lab'],
  ])('makes %j into %j', (given, expected) => {
    expect(value('string', given)).toBe(expected)
  })

  it.each([
    ['', '/job/1/s/'],
    ['sub/x.sh', '/job/1/s/sub/x.sh'],
    ['/abs/../x', '/x'],
    ['$(v)', '/job/1/s/value'],
  ])('roots the path %j', (given, expected) => {
    expect(`${value('filePath', given)}`.replace(/\/?$/, '/')).toBe(expected.replace(/\/?$/, '/'))
  })

  it('puts the ids of service connections in the place of their names, in lists too', () => {
    const inputs = [define('a', 'connectedService:AzureRM'), define('b', 'ConnectedService:Generic')]
    const made = values(inputs, { a: `ONE, two,${one.id.toUpperCase()}`, b: 'nobody' })
    expect(made.values.get('a')).toBe(`${one.id},${two.id},${one.id}`)
    expect(made.values.get('b')).toBe('nobody')
    expect(made.endpoints).toEqual([one, two])
    expect(made.unknownConnections).toEqual(['nobody'])
  })

  it('leaves names in other inputs alone', () => {
    const made = values([define('a', 'string')], { a: 'one' })
    expect([made.values.get('a'), made.endpoints]).toEqual(['one', []])
  })

  it('passes on what the task does not declare, and says so', () => {
    const made = values([define('a', 'string')], { odd: ' $(v) ' })
    expect([made.values.get('odd'), made.undeclared]).toEqual(['value', ['odd']])
  })
})
