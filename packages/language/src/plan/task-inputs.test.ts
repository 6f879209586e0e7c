import { describe, expect, it } from 'vitest'
import { createCatalog, standardDefinitions } from '../definitions/standard-definitions.ts'
import type { TaskDefinition } from '../definitions/task-definition.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { resolveInputs } from './task-inputs.ts'

const catalog = createCatalog(standardDefinitions)
const azureCli = (major: number) => catalog.find('AzureCLI', major) as TaskDefinition
const place = { file: 'f.yml', line: 1, column: 1 }

const resolve = (task: TaskDefinition, inputs: Readonly<Record<string, string>>, found: Diagnostic[] = []) =>
  resolveInputs(
    task,
    Object.entries(inputs).map(([name, text]) => ({ name, text, place })),
    place,
    found,
  )

function problem(task: TaskDefinition, inputs: Readonly<Record<string, string>>): unknown {
  const found: Diagnostic[] = []
  resolve(task, inputs, found)
  const [first] = found
  return first ? [first.code, /'([^']+)'/.exec(first.message)?.[1]] : 'none'
}

describe('required inputs', () => {
  it.each([
    [2, { azureSubscription: 'c' }, 'scriptType'],
    [2, { azureSubscription: 'c', scriptType: 'bash' }, 'scriptPath'],
    [2, { azureSubscription: 'c', scriptType: 'bash', scriptLocation: 'INLINESCRIPT' }, 'inlineScript'],
    [2, { azureSubscription: ' ', scriptType: 'bash', scriptPath: 'x' }, 'azureSubscription'],
    [1, { azureSubscription: 'c' }, 'scriptPath'],
    [3, { scriptType: 'bash', scriptPath: 'x' }, 'azureSubscription'],
    [3, { connectionType: 'azureDevOps', scriptType: 'bash', scriptPath: 'x' }, 'azureDevOpsServiceConnection'],
  ] as const)('of AzureCLI@%i with %j lack %s', (major, inputs, input) => {
    expect(problem(azureCli(major), inputs)).toEqual(['ERR_TASK_INPUT_MISSING', input])
  })

  it.each([
    [2, { azureSubscription: 'c', scriptType: 'bash', scriptPath: 'x' }],
    [2, { azureSubscription: 'c', scriptType: 'bash', scriptLocation: '$(where)' }],
    [3, { connectionType: '$(kind)', scriptType: 'bash', scriptPath: 'x' }],
    [3, { connectionType: 'azureDevOps', azureDevOpsServiceConnection: 'c', scriptType: 'ps', scriptPath: 'x' }],
  ] as const)('of AzureCLI@%i are all there in %j', (major, inputs) => {
    expect(problem(azureCli(major), inputs)).toBe('none')
  })

  it('count as given where they have a default', () => {
    expect(resolve(catalog.find('CmdLine', 2) as TaskDefinition, {})).toEqual({})
  })
})

describe('values', () => {
  const given = { azureSubscription: 'c', scriptPath: 'x' }

  it.each(['bash', 'BASH', ' ps ', '$(shell)', 'a$(shell)'])('of a list may be %j', (scriptType) => {
    expect(resolve(azureCli(2), { ...given, scriptType })).toMatchObject({ scriptType })
  })

  it.each(['true', 'False', '', '$(flag)'])('of a boolean may be %j', (useGlobalConfig) => {
    expect(resolve(azureCli(2), { ...given, scriptType: 'bash', useGlobalConfig })).toMatchObject({ useGlobalConfig })
  })

  it('of a list that can be edited may be anything', () => {
    const [first] = azureCli(1).inputs
    if (!first) throw new Error('no input')
    const task = { ...azureCli(1), inputs: [{ ...first, type: 'pickList', options: ['a'], editable: true }] }
    expect(resolve(task, { azureSubscription: 'b' })).toEqual({ connectedServiceNameARM: 'b' })
  })

  it('are refused where no list has them', () => {
    expect(problem(azureCli(2), { ...given, scriptType: 'sh' })).toEqual(['ERR_TASK_INPUT_VALUE', 'scriptType'])
  })
})

describe('names', () => {
  it('are refused when two of them mean one input', () => {
    expect(problem(azureCli(2), { cwd: 'a', WorkingDirectory: 'b' })).toEqual(['ERR_TASK_INPUT_TWICE', 'cwd'])
  })

  it.each(['constructor', '__proto__', 'azureSubscriptions2'])('that no input has are refused: %s', (name) => {
    expect(problem(azureCli(2), Object.fromEntries([[name, 'x']]))).toEqual(['ERR_TASK_INPUT_UNKNOWN', name])
  })
})
