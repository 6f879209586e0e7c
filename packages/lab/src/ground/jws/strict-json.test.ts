import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictObject } from './strict-json.ts'

describe('parseStrictObject', () => {
  it.each([
    ['an array', '[]'],
    ['a string', '"x"'],
    ['null', 'null'],
    ['nothing', ''],
    ['half an object', '{"a":1'],
    ['a member named twice', '{"sub":"a","sub":"b"}'],
    ['a member named twice, once escaped', '{"sub":"a","\\u0073ub":"b"}'],
    ['a member named twice around nested objects', '{"a":{"a":[{"a":1}]},"b":"}","a":2}'],
  ])('refuses %s', (_what, text) => {
    expect(parseStrictObject(text)).toBeUndefined()
  })

  it('takes members of the same name at different depths, and names that only look alike', () => {
    const text = '{"a":{"a":1,"b":{"a":2}},"b":["a","a"], "\\"a" : "a\\":", "c":"{\\"a\\":1}"}'
    expect(parseStrictObject(text)).toEqual(JSON.parse(text))
  })

  it('reads every object that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (object) => {
        const text = JSON.stringify(object)
        expect(parseStrictObject(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('takes nesting of 64 levels and no more, however long the text', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    expect(parseStrictObject(nested(64))).toBeDefined()
    expect(parseStrictObject(nested(65))).toBeUndefined()
    expect(parseStrictObject(nested(500_000))).toBeUndefined()
  })
})
