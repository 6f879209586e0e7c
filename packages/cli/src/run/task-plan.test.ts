import type { TaskDefinition } from '@mintwell/language'
import { describe, expect, it } from 'vitest'
import { type TaskCall, taskPlan, unusedConnections } from './task-plan.ts'

const connection = (name: string, more: object = {}) => ({
  name,
  aliases: [`${name}Alias`],
  type: 'connectedService:AzureRM',
  defaultValue: '',
  required: true,
  ...more,
})
const task: TaskDefinition = {
  id: '00000000-0000-0000-0000-000000000001',
  name: 'Thing',
  major: 1,
  version: '1.0.0',
  friendlyName: 'A thing',
  inputs: [
    {
      name: 'provider',
      aliases: [],
      type: 'pickList',
      defaultValue: 'azurerm',
      required: true,
      options: ['azurerm', 'aws'],
    },
    connection('first'),
    connection('second'),
    connection('hidden', { visibleRule: 'provider = aws' }),
    connection('hiddenGroup', { groupRule: 'provider = aws' }),
    connection('optional', { required: false }),
  ],
}
const inputs = (call: Partial<TaskCall>) => {
  const plan = taskPlan({ task, inputs: {}, connections: [], cwd: '/work', ...call })
  const [step] = plan.stages[0]?.jobs[0]?.steps ?? []
  return step?.kind === 'task' ? step.inputs : undefined
}

describe('taskPlan', () => {
  it('gives the connections in turn to the inputs that are shown, needed and not given, the last one to the rest', () => {
    expect(inputs({ connections: ['a', 'b'] })).toEqual({ first: 'a', second: 'b' })
    expect(inputs({ connections: ['a'] })).toEqual({ first: 'a', second: 'a' })
    expect(inputs({ connections: ['a'], inputs: { FIRSTalias: 'own' } })).toEqual({ first: 'own', second: 'a' })
    expect(inputs({ connections: ['a'], inputs: { provider: 'aws' } })).toEqual({
      provider: 'aws',
      first: 'a',
      second: 'a',
      hidden: 'a',
      hiddenGroup: 'a',
    })
  })

  it('gives connections that are left over to inputs that can do without, and tells of those that nothing takes', () => {
    const connections = ['a', 'b', 'c', 'd']
    expect(inputs({ connections })).toEqual({ first: 'a', second: 'b', optional: 'c' })
    const plan = taskPlan({ task, inputs: {}, connections, cwd: '/work' })
    expect(unusedConnections(plan, connections)).toEqual(['d'])
  })

  it('refuses a call that lacks a connection', () => {
    expect(() => inputs({ connections: [] })).toThrowError(expect.objectContaining({ code: 'ERR_TASK_INPUT_MISSING' }))
  })

  it('is called after the task, and has its sources from the current folder', () => {
    expect(taskPlan({ task, inputs: {}, connections: ['a'], cwd: '/work' }).pipeline).toBe('/work/Thing')
  })
})
