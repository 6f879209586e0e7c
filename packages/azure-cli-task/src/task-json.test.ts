import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { extensionTasks } from './task-json.ts'

interface Json {
  readonly id: string
  readonly name: string
  readonly version: Readonly<Record<'Major' | 'Minor' | 'Patch', number>>
  readonly minimumAgentVersion: string
  readonly groups: readonly { readonly name: string }[]
  readonly inputs: readonly {
    readonly name: string
    readonly aliases?: readonly string[]
    readonly type: string
    readonly label: string
    readonly defaultValue: string
    readonly helpMarkDown: string
    readonly groupName?: string
    readonly options?: Readonly<Record<string, string>>
  }[]
  readonly execution: Readonly<Record<string, { readonly target: string }>>
  readonly instanceNameFormat: string
}

describe.each(extensionTasks.map(({ folder, entry, json }) => ({ folder, entry, json: json as unknown as Json })))(
  'the task.json of $folder',
  ({ folder, entry, json }) => {
    it('names a task whose folder, version and entry belong together', () => {
      expect(folder).toBe(`${json.name}V${json.version.Major}`)
      expect(json.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(existsSync(fileURLToPath(new URL(entry, import.meta.url)))).toBe(true)
    })

    it('has handlers for Node 20 and Node 24, on an agent that has the first', () => {
      expect(Object.entries(json.execution).map(([name, { target }]) => [name, target])).toEqual([
        ['Node20_1', 'index.js'],
        ['Node24', 'index.js'],
      ])
      expect(json.minimumAgentVersion).toBe('3.232.1')
    })

    it('tells every input with a label and help, in a group that there is', () => {
      const groups = json.groups.map(({ name }) => name)
      for (const { label, helpMarkDown, groupName } of json.inputs) {
        expect([label.length, helpMarkDown.length].every((length) => length > 0)).toBe(true)
        if (groupName) expect(groups).toContain(groupName)
      }
    })

    it('has no input twice, and lists for every pick, with the default in them', () => {
      const names = json.inputs
        .flatMap(({ name, aliases = [] }) => [name, ...aliases])
        .map((name) => name.toLowerCase())
      expect(new Set(names).size).toBe(names.length)
      for (const { type, options, defaultValue } of json.inputs) {
        expect(options !== undefined).toBe(type === 'pickList')
        if (options && defaultValue) expect(Object.keys(options)).toContain(defaultValue)
      }
    })

    it('takes no file path that an agent would root when it is empty, but for those of AzureCLI', () => {
      expect(json.inputs.filter(({ type }) => type === 'filePath').map(({ name }) => name)).toEqual(
        json.name === 'MintwellAzureCLI' ? ['scriptPath', 'cwd'] : [],
      )
    })
  },
)

describe('MintwellSetup', () => {
  it('has an input that names a service connection, because Azure DevOps issues tokens for such connections only', () => {
    const json = extensionTasks.find(({ folder }) => folder === 'MintwellSetupV1')?.json as unknown as Json
    expect(json.inputs.map(({ type }) => type)).toEqual(['connectedService:AzureRM'])
    // As AzureCLI's input is called, and as the type is.
    expect(json.inputs[0]?.aliases).toEqual(['azureSubscription', 'connectedService'])
  })
})
