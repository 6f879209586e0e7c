import type { FunctionName } from './signatures.ts'
import type { ExpressionVersion } from './value.ts'

/** An expression of Azure Pipelines, as `condition:` and `$[ ]` have it: plain data, free of places. */
export type Expression = LiteralExpression | NamedValueExpression | CallExpression | AccessExpression

/** A value that is written out. There is none for null. */
export interface LiteralExpression {
  readonly kind: 'literal'
  readonly value: boolean | number | string | ExpressionVersion
  /** As written: `True`, `-1.50`, `'it''s'`, `1.2.3`. */
  readonly text: string
}

/** A root of data, such as `variables` or the variable of an `each` loop; as its scope writes it, however it was written. */
export interface NamedValueExpression {
  readonly kind: 'named-value'
  readonly name: string
}

/** A function with its arguments. */
export interface CallExpression {
  readonly kind: 'call'
  readonly name: FunctionName
  readonly arguments: readonly Expression[]
}

/** `a.b`, `a['b']`, `a.*` and `a[*]`, a whole chain of them: one node, so that long chains do not nest. */
export interface AccessExpression {
  readonly kind: 'access'
  readonly target: Expression
  readonly path: readonly AccessStep[]
}

/** One step into data: by name, by what an expression gives, or to all items. */
export type AccessStep =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'index'; readonly index: Expression }
  | { readonly kind: 'all' }
