import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import type { ExpressionContext } from './context.ts'
import { evaluate, evaluateCondition, evaluateToText } from './evaluate.ts'
import { FoldedObject } from './folded-object.ts'
import { LONGEST_RESULT } from './limits.ts'
import { parseExpression } from './parse-expression.ts'
import { templateScope } from './scope.ts'

const context: ExpressionContext = {
  variables: { name: 'Value', 'Build.Reason': 'Schedule', empty: '', number: '10', 'a.b': 'dotted' },
  dependencies: { A: { result: 'Succeeded', outputs: { 'step.token': 'x' } }, B: { result: 'Failed', outputs: {} } },
  pipeline: { startTime: new Date('2026-04-20T01:04:56.789Z') },
}

const value = (text: string, more: Partial<ExpressionContext> = {}) =>
  evaluate(parseExpression(text), { ...context, ...more })

function codeOf(text: string, more: Partial<ExpressionContext> = {}): string {
  try {
    value(text, more)
  } catch (error) {
    if (error instanceof LanguageError) return error.code
    throw error
  }
  return 'none'
}

describe('data', () => {
  it.each([
    ['variables.name', 'Value'],
    ["variables['NAME']", 'Value'],
    ["variables['build.reason']", 'Schedule'],
    ["variables['a.b']", 'dotted'],
    ['dependencies.a.RESULT', 'Succeeded'],
    ["dependencies.A.outputs['step.token']", 'x'],
    ["dependencies[format('{0}', 'B')].result", 'Failed'],
  ])('%s is %j', (text, expected) => {
    expect(value(text)).toBe(expected)
  })

  it.each([
    'variables.noSuch',
    'variables.noSuch.deeper',
    'variables.name.deeper',
    'stageDependencies.X.Y',
    "variables['constructor']",
    "variables['__proto__']",
    'variables.toString',
  ])('%s is null where nothing is there', (text) => {
    expect(value(text)).toBeNull()
  })

  it('can be Maps, whose names are found as they are written, as the service reads the objects of parameters', () => {
    const object = { variables: new Map([['a', '1']]) }
    expect([value("variables['a']", object), value("variables['A']", object)]).toEqual(['1', null])
  })

  it('of parameters is an error at the first level when it is not declared, and null below', () => {
    const parameters = new FoldedObject(undefined, 'error')
    parameters.set('Known', new Map([['key', 'x']]))
    const read = (text: string) => evaluate(parseExpression(text, templateScope()), { variables: {}, parameters })
    expect([read('parameters.known.key'), read('parameters.KNOWN.other.deeper')]).toEqual(['x', null])
    expect(() => read('parameters.knwon')).toThrowError("Key not found 'knwon'")
  })

  it.each([
    ['variables.list.*.id', [1, 2]],
    ['variables.list[*].id', [1, 2]],
    ['variables.list.*.missing', []],
    ['variables.map.*', ['x', 'y']],
    ['variables.map.*.z', []],
    ['variables.deep.*.*', [1, 2, 3]],
    ['variables.rows.*[1]', ['b', 'd']],
    ['variables.name.*', []],
    ['variables.list[1].id', 2],
    ["variables.list['1'].id", 2],
    ['variables.list[9].id', null],
    ['variables.list[-1].id', null],
    ['variables.list.id', null],
  ])('%s is filtered into %j', (text, expected) => {
    const variables = {
      name: 'x',
      list: [{ id: 1 }, { id: 2 }],
      map: { a: 'x', b: 'y' },
      deep: { a: { p: 1, q: 2 }, b: [3] },
      rows: [['a', 'b'], ['c', 'd'], 'e'],
    }
    expect(value(text, { variables })).toEqual(expected)
  })
})

describe('status functions', () => {
  const status = {
    canceled: () => false,
    failed: (names: readonly string[]) => names.includes('B'),
    succeeded: (names: readonly string[]) => names.length === 0,
    succeededOrFailed: () => true,
  }

  it('are asked of the context, with the names that the call has', () => {
    expect(value("and(succeeded(), failed('A', 'B'), succeededOrFailed(), not(canceled()))", { status })).toBe(true)
    expect(value("succeeded('A')", { status })).toBe(false)
  })

  it('include always, which needs no context', () => {
    expect(value('always()')).toBe(true)
  })

  it('are an error where the context has none', () => {
    expect(codeOf('failed()')).toBe('ERR_EXPRESSION_UNAVAILABLE')
  })
})

describe('counter', () => {
  it('asks the context for the next number of a prefix from a seed', () => {
    const asked: unknown[] = []
    const counter = (prefix: string, seed: number) => {
      asked.push([prefix, seed])
      return seed + 1
    }
    expect(value("counter(variables.name, '100')", { counter })).toBe(101)
    expect(value("counter('p')", { counter })).toBe(1)
    expect(asked).toEqual([
      ['Value', 100],
      ['p', 0],
    ])
  })

  it('is an error where the context has none', () => {
    expect(codeOf("counter('p', 1)")).toBe('ERR_EXPRESSION_UNAVAILABLE')
  })
})

describe('evaluation stops early', () => {
  it.each([
    ['and(false, gt(variables, 1))', false],
    ['or(true, gt(variables, 1))', true],
    ["in('a', 'A', gt(variables, 1))", true],
    ["notIn('a', 'a', gt(variables, 1))", false],
    ["coalesce('', 'b', gt(variables, 1))", 'b'],
  ])('in %s', (text, expected) => {
    expect(value(text)).toBe(expected)
  })
})

describe('the three ways to evaluate', () => {
  it('give a condition as a boolean', () => {
    const condition = (text: string) => evaluateCondition(parseExpression(text), context)
    expect([condition('variables.name'), condition('variables.empty'), condition('variables.noSuch')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('give a variable as text, nothing as the empty text', () => {
    const text = (expression: string) => evaluateToText(parseExpression(expression), context)
    expect([text('eq(1, 1)'), text('variables.noSuch'), text('1.50'), text('1.2.3')]).toEqual([
      'True',
      '',
      '1.5',
      '1.2.3',
    ])
  })

  it('refuse an object as the text of a variable', () => {
    expect(() => evaluateToText(parseExpression('dependencies.A'), context)).toThrow(LanguageError)
  })
})

describe('limits of evaluation', () => {
  it.each([
    "replace(variables.long, 'a', variables.long)",
    "format('{0}{0}', variables.long)",
    'join(variables.long, variables.many)',
  ])('%s stops before it makes a text that is too long', (text) => {
    const variables = { long: 'a'.repeat(LONGEST_RESULT - 1), many: [1, 2, 3] }
    expect(codeOf(text, { variables })).toBe('ERR_EXPRESSION_LIMIT')
  })

  it('survive data that contains itself', () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    expect(value('convertToJson(variables)', { variables: loop })).toContain('null')
    expect(value('variables.self.self.self.x', { variables: loop })).toBeNull()
  })
})
