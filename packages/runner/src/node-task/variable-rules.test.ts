import type { TaskFolder } from '@mintwell/language'
import { describe, expect, it } from 'vitest'
import { variableRules } from './variable-rules.ts'

const folder = (more: Partial<TaskFolder>): TaskFolder => ({
  directory: '/t',
  about: { description: '', author: '', help: '' },
  minimumAgentVersion: '',
  handlers: { 'pre-job': [], main: [], 'post-job': [] },
  outputVariables: [],
  restrictedCommands: false,
  ...more,
})

describe('variableRules', () => {
  it('lets a task without restrictions set everything, and one with an empty list nothing', () => {
    expect(variableRules(folder({}), 's').maySet('any')).toBe(true)
    expect(variableRules(folder({ settableVariables: [] }), 's').maySet('any')).toBe(false)
  })

  it.each([
    ['PATH', true],
    ['path', true],
    ['my.one', true],
    ['myone', false],
    ['other', false],
    ['my.x.y', true],
  ])('says of %s by its patterns: %s', (name, allowed) => {
    expect(variableRules(folder({ settableVariables: ['PATH', 'my.*'] }), 's').maySet(name)).toBe(allowed)
  })

  it('knows the outputs that the task.json declares, without case', () => {
    const rules = variableRules(folder({ outputVariables: ['Out'] }), 's')
    expect([rules.isOutput('out'), rules.isOutput('other'), rules.owner]).toEqual([true, false, 's'])
  })
})
