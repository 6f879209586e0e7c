import { createCatalog } from '@mintwell/language'
import { builtInDefinitions } from '@mintwell/runner'
import { describe, expect, it } from 'vitest'

const catalog = createCatalog(builtInDefinitions)
const inputsOf = (name: string, major: number) => catalog.find(name, major)?.inputs ?? []
const dropIn = inputsOf('MintwellAzureCLI', 1)

describe.each([1, 2, 3])('every input of AzureCLI@%i', (major) => {
  it('is one of the drop-in, with its name or as an alias, its aliases, type, default and rule', () => {
    for (const theirs of inputsOf('AzureCLI', major)) {
      const ours = dropIn.find(({ name, aliases }) => [name, ...aliases].includes(theirs.name))
      expect(ours, theirs.name).toBeDefined()
      const known = [ours?.name, ...(ours?.aliases ?? [])]
      expect(known).toEqual(expect.arrayContaining([theirs.name, ...theirs.aliases]))
      expect({ type: ours?.type, defaultValue: ours?.defaultValue, options: ours?.options }).toEqual({
        type: theirs.type,
        defaultValue: theirs.defaultValue,
        options: theirs.options,
      })
      // The rule that shows one connection or the other is version 3's, whose default shows that of version 1 and 2.
      if (major === 3 || theirs.visibleRule) expect(ours?.visibleRule).toBe(theirs.visibleRule)
    }
  })
})

describe('what the drop-in has beyond AzureCLI', () => {
  const known = [1, 2, 3].flatMap((major) => inputsOf('AzureCLI', major).map(({ name }) => name))

  it('is all optional, and requires nothing that AzureCLI does not', () => {
    const added = dropIn.filter(({ name }) => !known.includes(name))
    expect(added.map(({ name }) => name)).toEqual([
      'minRemaining',
      'budget',
      'maxAge',
      'onBreach',
      'maxWait',
      'refresh',
      'azLogin',
      'receipts',
      'awsRoleArn',
    ])
    expect(added.filter(({ required }) => required)).toEqual([])
    const required = dropIn.filter((input) => input.required).map(({ name }) => name)
    const theirs = inputsOf('AzureCLI', 3)
      .filter((input) => input.required)
      .map(({ name }) => name)
    expect(theirs).toEqual(expect.arrayContaining(required))
  })
})
