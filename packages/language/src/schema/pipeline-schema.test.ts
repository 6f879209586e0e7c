import { describe, expect, it } from 'vitest'
import { shapes } from './pipeline-schema.ts'
import type { Shape } from './shape.ts'

const namesIn = ({ sequence, mappings = [] }: Shape): readonly string[] => [
  ...(sequence ? [sequence.items] : []),
  ...mappings.flatMap((rule) => [...Object.values(rule.properties), ...(rule.others ? [rule.others] : [])]),
]

describe('the schema', () => {
  it('names no shape that it does not have', () => {
    const missing = Object.values(shapes)
      .flatMap(namesIn)
      .filter((name) => !Object.hasOwn(shapes, name))
    expect(missing).toEqual([])
  })

  it('reaches every shape from a file, or from a parameter that holds a part of a pipeline', () => {
    const roots = Object.keys(shapes).filter((name) => name === 'pipeline' || name.startsWith('template_'))
    const reached = new Set<string>(roots)
    for (const name of reached) for (const next of namesIn(shapes[name] as Shape)) reached.add(next)
    // The shapes that are open at the root and those below it have one rule and two names; parameters are checked by the latter.
    const byParameters = ['stages', 'jobs', 'steps', 'variables', 'stage', 'job', 'step']
    expect(Object.keys(shapes).filter((name) => !reached.has(name) && !byParameters.includes(name))).toEqual([])
  })

  it('lets the first key of a mapping be one of its keys', () => {
    const wrong = Object.entries(shapes).flatMap(([name, { mappings = [] }]) =>
      mappings
        .filter(({ first, properties }) => first !== undefined && !Object.hasOwn(properties, first))
        .map(() => name),
    )
    expect(wrong).toEqual([])
  })
})
