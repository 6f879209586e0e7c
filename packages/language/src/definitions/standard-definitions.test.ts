import { describe, expect, it } from 'vitest'
import { createCatalog, standardDefinitions } from './standard-definitions.ts'
import type { TaskDefinition } from './task-definition.ts'

const catalog = createCatalog(standardDefinitions)

describe('the catalog of built-in tasks', () => {
  it('lists every task with its major version', () => {
    expect(catalog.names).toEqual([...catalog.names].sort())
    expect(catalog.names).toContain('AzureCLI@3')
    expect(catalog.names).toHaveLength(standardDefinitions.length)
  })

  it.each(['AzureCLI', 'azurecli', '46E4BE58-730B-4389-8A2F-EA10B3E5E815', 'microsoft.tasks.azure.AzureCLI'])(
    'finds a task as %s',
    (name) => {
      expect(catalog.find(name, 2)).toMatchObject({ name: 'AzureCLI', major: 2 })
    },
  )

  it('finds no other name and no other version', () => {
    expect([catalog.find('AzureCLI', 4), catalog.find('Azure', 2), catalog.find('', 2)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it("lets a user's task take the place of a built-in one", () => {
    const mine: TaskDefinition = { ...(standardDefinitions[0] as TaskDefinition), version: '1.0.0' }
    expect(createCatalog([...standardDefinitions, mine]).find('AzureCLI', 1)?.version).toBe('1.0.0')
  })
})

describe.each(standardDefinitions)('the definition of $name@$major', (definition) => {
  const names = definition.inputs.flatMap(({ name, aliases }) => [name, ...aliases])

  it('has a lower-case GUID and a full version of its major', () => {
    expect(definition.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(definition.version).toMatch(new RegExp(`^${definition.major}\\.\\d+\\.\\d+$`))
  })

  it('has no name or alias twice', () => {
    const lower = names.map((name) => name.toLowerCase())
    expect(new Set(lower).size).toBe(lower.length)
  })

  it('has visible rules about inputs that it has', () => {
    for (const { visibleRule } of definition.inputs) {
      for (const clause of visibleRule?.split('||') ?? []) expect(names).toContain(clause.trim().split(' ')[0])
    }
  })

  it('has defaults that its lists of values allow', () => {
    for (const { options, defaultValue } of definition.inputs) {
      if (options && defaultValue) expect(options).toContain(defaultValue)
    }
  })
})

describe('the inputs of AzureCLI', () => {
  const inputsOf = (major: number) => catalog.find('AzureCLI', major)?.inputs.map(({ name }) => name)

  it('of version 2 are those of its task.json, in its order', () => {
    expect(inputsOf(2)).toEqual([
      'connectedServiceNameARM',
      'scriptType',
      'scriptLocation',
      'scriptPath',
      'inlineScript',
      'scriptArguments',
      'powerShellErrorActionPreference',
      'addSpnToEnvironment',
      'useGlobalConfig',
      'cwd',
      'failOnStandardError',
      'powerShellIgnoreLASTEXITCODE',
      'visibleAzLogin',
      'keepAzSessionActive',
    ])
  })

  it('of version 3 have the Azure DevOps connection beside them', () => {
    const added = inputsOf(3)?.filter((name) => !inputsOf(2)?.includes(name))
    expect(added).toEqual(['connectionType', 'azureDevOpsServiceConnection', 'allowNoSubscriptions'])
  })

  it('of version 1 have no script type', () => {
    expect(inputsOf(1)).toEqual([
      'connectedServiceNameARM',
      'scriptLocation',
      'scriptPath',
      'inlineScript',
      'args',
      'addSpnToEnvironment',
      'useGlobalConfig',
      'cwd',
      'failOnStandardError',
    ])
  })
})
