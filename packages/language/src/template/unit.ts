import type { ExpressionUse } from '../schema/shape.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { readDirective } from './directive.ts'
import { type Evaluation, evaluateScalar } from './evaluate-scalar.ts'
import { type Frame, placeIn } from './frame.ts'
import { cutSegments, hasExpression, loneExpression } from './segments.ts'

/** A node that is still to be expanded, with what its expressions see. */
export interface Unit {
  readonly node: YamlNode
  readonly frame: Frame
  /** It is data, which an expression made: never looked at for expressions again. Templates that it names are those of the frame's file (measured). */
  readonly inert?: boolean
  /** What the node is to its file, as far as messages count on it: the root, or the value of one of the root's keys. */
  readonly level?: 'root' | RootValue
}

/** The value of a key of a file's root: how many keys have been read with it, and whether more follow. */
export interface RootValue {
  readonly read: number
  readonly isLast: boolean
}

/** A node that is data. */
export const inert = (node: YamlNode, frame: Frame): Unit => ({ node, frame, inert: true })

/** A node inside a unit's node. */
export function partOf({ frame, inert: isData }: Pick<Unit, 'frame' | 'inert'>, node: YamlNode): Unit {
  return isData ? inert(node, frame) : { node, frame }
}

/** Whether a scalar has expressions that are to be evaluated. */
export function isOpen({ node, inert: isData }: Unit): boolean {
  return !isData && node.kind === 'scalar' && hasExpression(node.text)
}

/** The place of a unit's node, with the chain of calls to its file. */
export function placeOf({ node, frame, inert: isData }: Unit): Place {
  return isData ? node.place : placeIn(frame, node.place)
}

/**
 * The unit with the expression of its scalar evaluated; collections stay as they are. Undefined when the scalar cannot be taken, which is reported: a directive where
 * a value has to stand, or any expression where there may be none.
 */
export function resolve(unit: Unit, use: ExpressionUse, evaluation: Evaluation): Unit | undefined {
  const { node, frame } = unit
  if (unit.inert || node.kind !== 'scalar' || !hasExpression(node.text)) return unit
  if (use === 'none' || (use === 'literal' && !isTextLiteral(node.text))) {
    notAllowed(node, frame, evaluation)
    return undefined
  }
  const directive = readDirective(node.text)
  if (directive) {
    const message = directive.kind === 'malformed' ? directive.message : `Unexpected value '${node.text}'`
    evaluation.report.error(
      'ERR_TEMPLATE_DIRECTIVE',
      message,
      placeIn(frame, node.place),
      'Directives are keys: write a colon after it, and the value below.',
    )
    return undefined
  }
  return inert(evaluateScalar(node, frame, evaluation), frame)
}

/** Whether a text is one expression that is text in quotes: all that the default of a parameter may be (measured). */
function isTextLiteral(text: string): boolean {
  const segments = cutSegments(text)
  const lone = segments === 'unclosed' ? undefined : loneExpression(segments)
  return lone !== undefined && /^'(?:[^']|'')*'$/.test(lone)
}

/** Reports an expression where the service takes none. */
export function notAllowed(scalar: YamlScalar, frame: Frame, { report }: Evaluation): void {
  report.error(
    'ERR_TEMPLATE_EXPRESSION',
    'A template expression is not allowed in this context',
    placeIn(frame, scalar.place),
    'Write the value itself here, or move the expression down to a place that takes one: stages, jobs, steps, variables.',
  )
}
