import type { ExpressionUse } from '../schema/shape.ts'
import type { YamlEntry, YamlMapping, YamlScalar } from '../source/node.ts'
import { Chain } from './chain.ts'
import { checkSyntax } from './check-syntax.ts'
import { type Directive, readDirective } from './directive.ts'
import type { Evaluation } from './evaluate-scalar.ts'
import { evaluateScalar } from './evaluate-scalar.ts'
import { reportOrphan } from './flatten-sequence.ts'
import { type Frame, placeIn } from './frame.ts'
import { loopFrames } from './loop.ts'
import { hasExpression } from './segments.ts'
import { notAllowed, partOf, placeOf, type RootValue, resolve, type Unit } from './unit.ts'

/** An entry whose key is text. */
export interface FlatEntry {
  readonly key: YamlScalar
  readonly value: Unit
  /** An `else` or `elseif` without an `if`, which stays as a key. */
  readonly orphan?: true
  /** The key could not be read, which is reported; its value is not looked at (measured). */
  readonly unreadable?: true
}

/** The entries of a mapping with its directives carried out, in order; keys may still repeat. */
export function* flattenMapping(
  mapping: YamlMapping,
  unit: Pick<Unit, 'frame' | 'inert' | 'level'>,
  use: ExpressionUse,
  evaluation: Evaluation,
): Generator<FlatEntry> {
  const chain = new Chain()
  const { frame } = unit
  for (const [index, entry] of mapping.entries.entries()) {
    if (unit.inert || !hasExpression(entry.key.text)) {
      const value = partOf(unit, entry.value)
      const level: RootValue = { read: index + 1, isLast: index + 1 === mapping.entries.length }
      const key = unit.inert ? entry.key : placed(entry.key, frame)
      yield { key, value: unit.level === 'root' ? { ...value, level } : value }
      continue
    }
    if (!mayCompute(use)) {
      notAllowed(entry.key, frame, evaluation)
      continue
    }
    const directive = use === 'all' ? readDirective(entry.key.text) : undefined
    if (directive) yield* carryOut(directive, entry, frame, chain, evaluation)
    else yield* computedKey(entry, frame, evaluation)
  }
}

/** Whether keys may be expressions. Where they may not, the service says only that, and not what is missing without them (measured). */
export function mayCompute(use: ExpressionUse): boolean {
  return use !== 'none' && use !== 'literal'
}

function* carryOut(
  directive: Directive,
  { key, value }: YamlEntry,
  frame: Frame,
  chain: Chain,
  evaluation: Evaluation,
): Generator<FlatEntry> {
  const place = placeIn(frame, key.place)
  const body = { node: value, frame }
  switch (directive.kind) {
    case 'malformed':
      evaluation.report.error(
        'ERR_TEMPLATE_DIRECTIVE',
        directive.message,
        place,
        'See "Template expressions" in the documentation of Azure Pipelines.',
      )
      yield { key: placed(key, frame), value: body, unreadable: true }
      return
    case 'insert':
      chain.end()
      yield* bodyEntries(body, evaluation, false)
      return
    case 'each':
      chain.end()
      for (const inner of loopFrames(directive, frame, place, evaluation))
        yield* bodyEntries({ node: value, frame: inner }, evaluation, true)
      checkSyntax(value, frame, evaluation)
      return
    default: {
      const branch = chain.enter(directive, frame, place, evaluation)
      if (branch === 'taken') yield* bodyEntries(body, evaluation, true)
      else if (branch === 'passed') checkSyntax(value, frame, evaluation)
      else {
        reportOrphan(directive.kind, place, evaluation)
        yield { key: placed(key, frame), value: body, orphan: true }
      }
    }
  }
}

/** The entries of a directive's body, which must be a mapping; for a block of lines the service also loses its footing (measured). */
function* bodyEntries(body: Unit, evaluation: Evaluation, isBlock: boolean): Generator<FlatEntry> {
  const { report } = evaluation
  const resolved = resolve(body, 'all', evaluation)
  if (!resolved) return
  if (resolved.node.kind === 'mapping') {
    yield* flattenMapping(resolved.node, resolved, 'all', evaluation)
    return
  }
  const place = placeOf(body)
  report.error(
    'ERR_TEMPLATE_TYPE',
    'Expected a mapping',
    place,
    'Between the keys of a mapping, write keys and values below the directive.',
  )
  if (!isBlock) return
  const message = 'Object reference not set to an instance of an object.'
  report.error('ERR_TEMPLATE_TYPE', message, place, 'This follows from the error above.', { frame: 'file' })
}

/** A key that cannot be parsed stays as it is written; one that fails, or names what does not exist, leaves no entry (measured). */
function* computedKey({ key, value }: YamlEntry, frame: Frame, evaluation: Evaluation): Generator<FlatEntry> {
  const before = evaluation.report.errors
  const node = evaluateScalar(key, frame, evaluation)
  const failed = evaluation.report.errors > before
  if (node.kind === 'scalar') {
    if (failed && node.text !== key.text) return
    yield { key: node, value: { node: value, frame }, ...(failed && { unreadable: true }) }
  } else {
    const place = placeIn(frame, key.place)
    const hint = 'A key has to be text, not an object or a list.'
    evaluation.report.error('ERR_TEMPLATE_TYPE', 'Expected a scalar value', place, hint)
  }
}

function placed(key: YamlScalar, frame: Frame): YamlScalar {
  return frame.via ? { ...key, place: placeIn(frame, key.place) } : key
}
