import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import { LONGEST_EXPRESSION } from './limits.ts'
import { parseExpression } from './parse-expression.ts'
import {
  type ExpressionScope,
  jobConditionScope,
  stepConditionScope,
  stepConditionSyntax,
  templateScope,
  variableScope,
} from './scope.ts'
import { ExpressionVersion } from './value.ts'

function errorOf(text: string, scope?: ExpressionScope): LanguageError {
  try {
    parseExpression(text, scope)
  } catch (error) {
    if (error instanceof LanguageError) return error
    throw error
  }
  throw new Error(`it parsed: ${text}`)
}

describe('literals', () => {
  it.each([
    ['true', true],
    ['False', false],
    ['0', 0],
    ['-1.25', -1.25],
    ['.5', 0.5],
    ['3.', 3],
    ["''", ''],
    ["'it''s'", "it's"],
    ['1.2.3', new ExpressionVersion([1, 2, 3])],
    ['1.2.3.4', new ExpressionVersion([1, 2, 3, 4])],
  ])('%s is read as %j', (text, value) => {
    expect(parseExpression(text)).toEqual({ kind: 'literal', value, text })
  })
})

describe('calls and data', () => {
  it('are read in any case and with any white space', () => {
    expect(parseExpression(" EQ\n ( Variables [ 'a' ] ,\t.5 ) ")).toEqual(parseExpression("eq(variables['a'], .5)"))
  })

  it('keep a chain of properties, indexes and wildcards in one node', () => {
    expect(parseExpression("dependencies.A.outputs['x.y'].*[0][*]")).toEqual({
      kind: 'access',
      target: { kind: 'named-value', name: 'dependencies' },
      path: [
        { kind: 'property', name: 'A' },
        { kind: 'property', name: 'outputs' },
        { kind: 'index', index: { kind: 'literal', value: 'x.y', text: "'x.y'" } },
        { kind: 'all' },
        { kind: 'index', index: { kind: 'literal', value: 0, text: '0' } },
        { kind: 'all' },
      ],
    })
  })

  it('may index what a function gives', () => {
    expect(parseExpression("split('a,b', ',')[1]")).toMatchObject({ kind: 'access', target: { kind: 'call' } })
  })

  it('may chain thousands of properties', () => {
    expect(parseExpression(`variables${'.a'.repeat(10_000)}`)).toMatchObject({ kind: 'access' })
  })
})

describe('what is not well formed', () => {
  it.each([
    ['', 0],
    ['   ', 3],
    ['eq(1, 2', 0],
    ['eq(1, 2))', 8],
    ['eq(1,)', 5],
    ['eq(, 1)', 3],
    ['eq(1 2)', 5],
    ['(true)', 0],
    ['eq', 0],
    ["'a", 0],
    ["variables['a'", 9],
    ['variables[]', 10],
    ['variables.', 9],
    ['variables.1', 10],
    ["variables.'a'", 10],
    ["'a'.b", 3],
    ["'a'['b']", 3],
    ['true.a', 4],
    ['*', 0],
    ['1.2.3.4.5', 0],
    ['-', 0],
    ['1e5', 0],
    ['variables.a == 1', 12],
    ['!always()', 0],
    ['"text"', 0],
    ['$(name)', 0],
    ['my-name', 0],
    ['variables.my-name', 10],
    ['a*', 0],
  ])('%j is refused at offset %i', (text, offset) => {
    const error = errorOf(text)
    expect([error.code, error.data]).toEqual(['ERR_EXPRESSION_SYNTAX', { offset }])
    expect(error.hint).not.toBe('')
  })
})

describe('functions', () => {
  it('are refused by name, place and nearest name when unknown', () => {
    const error = errorOf('and(always(), eqq(1, 1))')
    expect([error.code, error.data, error.hint]).toEqual([
      'ERR_EXPRESSION_FUNCTION',
      { offset: 14, function: 'eqq' },
      "Did you mean 'eq'?",
    ])
  })

  it.each([
    ['not()', 4],
    ['and(true)', 8],
    ['eq(1, 2, 3)', 7],
    ['or(true, iif(true, 1))', 20],
    ['always(1)', 8],
    ['counter(1, 2, 3)', 12],
    ["in('a')", 6],
  ])('%s is refused for its number of arguments at offset %i', (text, offset) => {
    expect([errorOf(text).code, errorOf(text).data.offset]).toEqual(['ERR_EXPRESSION_ARGUMENTS', offset])
  })

  it('of status belong into conditions only', () => {
    expect(errorOf('succeeded()', variableScope).code).toBe('ERR_EXPRESSION_FUNCTION')
    expect(parseExpression('succeeded()', stepConditionScope)).toMatchObject({ name: 'succeeded' })
  })

  it('of status take names in the conditions of jobs and stages only', () => {
    expect(parseExpression("succeeded('A', 'B')", jobConditionScope)).toMatchObject({ name: 'succeeded' })
    expect(errorOf("succeeded('A')", stepConditionScope).code).toBe('ERR_EXPRESSION_ARGUMENTS')
  })

  it('named counter belong into variables only', () => {
    expect(errorOf("counter('a', 1)", jobConditionScope).code).toBe('ERR_EXPRESSION_FUNCTION')
    expect(parseExpression("counter('a', 1)", variableScope)).toMatchObject({ name: 'counter' })
  })
})

describe('named values', () => {
  it('are refused by name and place when unknown', () => {
    expect(errorOf('eq(variable.a, 1)').data).toEqual({ offset: 3, name: 'variable' })
    expect(errorOf('eq(variable.a, 1)').code).toBe('ERR_EXPRESSION_NAME')
  })

  it('of other jobs cannot be read in the condition of a step', () => {
    expect(errorOf('dependencies.A.result', stepConditionScope).code).toBe('ERR_EXPRESSION_NAME')
    expect(parseExpression('dependencies.A.result', jobConditionScope)).toMatchObject({ kind: 'access' })
  })

  it.each(['null', 'parameters.a'])('do not include %s, which only template expressions know', (text) => {
    expect(errorOf(text).code).toBe('ERR_EXPRESSION_NAME')
  })
})

describe('the words of the service', () => {
  const messageOf = (text: string, scope: ExpressionScope) => errorOf(text, scope).message.split('. For more help')[0]

  it.each([
    ['null', "Unrecognized value: 'null'. Located at position 1 within expression: 'null'"],
    ['  1 == 1 ', "Unexpected symbol: '=='. Located at position 3 within expression: '1 == 1'"],
    ['1e3 2', "Unrecognized value: '1e3'. Located at position 1 within expression: '1e3 2'"],
    ['+1 2', "Unexpected symbol: '2'. Located at position 4 within expression: '+1 2'"],
    ['! !', "Unexpected symbol: '!'. Located at position 3 within expression: '! !'"],
    ['nosuch(1) 2', "Unexpected symbol: '2'. Located at position 11 within expression: 'nosuch(1) 2'"],
    ['!eq(1, 1)', "Unrecognized value: '!eq'. Located at position 1 within expression: '!eq(1, 1)'"],
    ['variables.9num', "Unexpected symbol: '9num'. Located at position 11 within expression: 'variables.9num'"],
    ['variables[]', "Unexpected symbol: ']'. Located at position 11 within expression: 'variables[]'"],
    ['eq(1, 2, 3)', "Unexpected symbol: ','. Located at position 8 within expression: 'eq(1, 2, 3)'"],
    ['and(eq(1,', "Unclosed function: 'eq'. Located at position 5 within expression: 'and(eq(1,'"],
    ['eq', "Expected '(' to follow a function: 'eq'. Located at position 1 within expression: 'eq'"],
    ['always()', "Unrecognized value: 'always'. Located at position 1 within expression: 'always()'"],
    ['  ', 'An expression was expected'],
  ])('for the template expression %j are %j', (text, message) => {
    expect(messageOf(text, templateScope())).toBe(message)
  })

  it('call text that cannot be read a value at run time, and a symbol in a template expression', () => {
    const inner = "Located at position 3 within expression: '1 == 1'"
    expect(messageOf('1 == 1', variableScope)).toBe(`Unrecognized value: '=='. ${inner}`)
    expect(messageOf("'unclosed", variableScope)).toMatch(/^Unrecognized value: ''unclosed'/)
  })

  it('for the condition of a step name syntax and arguments, but no names, which are left to the agent', () => {
    expect(parseExpression("nosuch(always('A'), always)", stepConditionSyntax)).toMatchObject({ kind: 'call' })
    expect(messageOf('eq(1)', stepConditionSyntax)).toMatch(/^Unexpected symbol: '\)'/)
  })
})

describe('limits', () => {
  const nested = (depth: number) => `${'not('.repeat(depth)}true${')'.repeat(depth)}`

  it('allow forty-nine levels of nesting and refuse fifty, as the service does', () => {
    expect(parseExpression(nested(49))).toMatchObject({ kind: 'call' })
    expect(errorOf(nested(50)).code).toBe('ERR_EXPRESSION_LIMIT')
  })

  it('do not count indexes, but keep the recursion of the parser small', () => {
    const indexes = (depth: number) => `${'variables['.repeat(depth)}'a'${']'.repeat(depth)}`
    expect(parseExpression(indexes(60))).toMatchObject({ kind: 'access' })
    expect(errorOf(indexes(1_500)).code).toBe('ERR_EXPRESSION_LIMIT')
  })

  it('refuse an expression that is too long before looking at it', () => {
    expect(errorOf(`'${'a'.repeat(LONGEST_EXPRESSION)}'`).code).toBe('ERR_EXPRESSION_LIMIT')
  })

  it('keep thousands of open brackets from exhausting the stack', () => {
    expect(errorOf('not('.repeat(5_000)).code).toBe('ERR_EXPRESSION_LIMIT')
  })
})
