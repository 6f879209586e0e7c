import { describe, expect, it } from 'vitest'
import { chooseHandler } from './choose-handler.ts'

const handlers = (...names: string[]) => names.map((name) => ({ name, target: `${name}.js`, workingDirectory: '' }))
const chosen = (nodeMajor: number, ...names: string[]) => chooseHandler(handlers(...names), nodeMajor)?.name

describe('chooseHandler', () => {
  it.each([
    [20, ['Node10', 'Node16', 'Node20_1'], 'Node20_1'],
    [24, ['Node10', 'Node16', 'Node20_1', 'Node24'], 'Node24'],
    [20, ['Node24', 'Node20_1'], 'Node20_1'],
    [22, ['Node', 'Node16', 'Node10'], 'Node16'],
    [20, ['node20'], 'node20'],
    [20, ['PowerShell3', 'Node10'], 'Node10'],
    [20, ['Node24'], 'Node24'],
  ])('takes on Node %i of %j the handler %s', (major, names, expected) => {
    expect(chosen(major, ...names)).toBe(expected)
  })

  it.each([[[]], [['PowerShell3']], [['AgentPlugin', 'Process']]])('takes none of %j', (names) => {
    expect(chosen(20, ...names)).toBeUndefined()
  })

  it('passes over a handler that names no script', () => {
    expect(
      chooseHandler([{ name: 'Node20_1', target: '', workingDirectory: '' }, ...handlers('Node16')], 20)?.name,
    ).toBe('Node16')
  })
})
