import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import type { AccessStep, Expression } from './ast.ts'
import { evaluate, evaluateCondition } from './evaluate.ts'
import { formatExpression } from './format-expression.ts'
import { parseExpression } from './parse-expression.ts'
import { functionNames, signatures } from './signatures.ts'
import { ExpressionVersion } from './value.ts'

const literal: fc.Arbitrary<Expression> = fc.oneof(
  fc.boolean().map((value) => ({ kind: 'literal' as const, value, text: value ? 'True' : 'false' })),
  fc.integer({ min: -99_999, max: 99_999 }).map((cents) => {
    const text = (cents / 100).toFixed(2)
    return { kind: 'literal' as const, value: Number(text), text }
  }),
  fc.string().map((value) => ({ kind: 'literal' as const, value, text: `'${value.replaceAll("'", "''")}'` })),
  fc.array(fc.nat({ max: 99 }), { minLength: 3, maxLength: 4 }).map((parts) => {
    const value = new ExpressionVersion(parts)
    return { kind: 'literal' as const, value, text: String(value) }
  }),
)

const namedValue: fc.Arbitrary<Expression> = fc
  .constantFrom('variables' as const, 'dependencies' as const, 'pipeline' as const)
  .map((name) => ({ kind: 'named-value', name }))

const { expression } = fc.letrec<{ expression: Expression; call: Expression; access: Expression; step: AccessStep }>(
  (tie) => ({
    expression: fc.oneof({ maxDepth: 4, withCrossShrink: true }, literal, namedValue, tie('call'), tie('access')),
    call: fc.constantFrom(...functionNames).chain((name) => {
      const [fewest, most] = signatures[name]
      return fc
        .array(tie('expression'), { minLength: fewest, maxLength: Math.min(most, fewest + 2) })
        .map((values) => ({ kind: 'call' as const, name, arguments: values }))
    }),
    access: fc
      .tuple(fc.oneof(namedValue, tie('call')), fc.array(tie('step'), { minLength: 1, maxLength: 3 }))
      .map(([target, path]) => ({ kind: 'access' as const, target, path })),
    step: fc.oneof(
      fc.constantFrom('a', 'B', '_c1').map((name) => ({ kind: 'property' as const, name })),
      tie('expression').map((index) => ({ kind: 'index' as const, index })),
      fc.constant({ kind: 'all' as const }),
    ),
  }),
)

const context = {
  variables: { a: 'x', B: '2', list: [1, 'two', { a: 3 }], empty: '' },
  dependencies: { a: { result: 'Succeeded', outputs: { 's.v': 'w' } } },
  pipeline: { startTime: new Date(0) },
  counter: (_prefix: string, seed: number) => seed,
  status: { canceled: () => false, failed: () => false, succeeded: () => true, succeededOrFailed: () => true },
}

describe('any expression', () => {
  it('is written as text that parses to the same expression', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(parseExpression(formatExpression(tree))).toEqual(tree)
      }),
      { numRuns: 500 },
    )
  })

  it('evaluates to a value or a LanguageError, never to another exception', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        try {
          expect(evaluate(tree, context)).not.toBeUndefined()
        } catch (error) {
          expect(error).toBeInstanceOf(LanguageError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('as a condition is the opposite of its negation, and its own double negation', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const negate = (inner: Expression): Expression => ({ kind: 'call', name: 'not', arguments: [inner] })
        let plain: boolean
        try {
          plain = evaluateCondition(tree, context)
        } catch {
          return
        }
        expect(evaluateCondition(negate(tree), context)).toBe(!plain)
        expect(evaluateCondition(negate(negate(tree)), context)).toBe(plain)
      }),
    )
  })
})

describe('any text', () => {
  const parts = fc.constantFrom(
    ...[
      'and(',
      'eq(',
      ')',
      '(',
      '[',
      ']',
      ',',
      '.',
      '*',
      "'",
      "''",
      'variables',
      'a',
      '1',
      '-',
      '.5',
      '1.2.3',
      ' ',
      'true',
      '$',
      '==',
    ],
  )
  const soup = fc.array(parts, { maxLength: 30 }).map((items) => items.join(''))

  it('parses or is refused at an offset inside it, never with another exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), soup), (text) => {
        try {
          parseExpression(text)
        } catch (error) {
          expect(error).toBeInstanceOf(LanguageError)
          const offset = (error as LanguageError).data.offset as number
          expect(offset).toBeGreaterThanOrEqual(0)
          expect(offset).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
