import type { YamlMapping } from '../source/node.ts'
import { Chain } from './chain.ts'
import { checkSyntax } from './check-syntax.ts'
import { type Directive, readDirective } from './directive.ts'
import type { Evaluation } from './evaluate-scalar.ts'
import { evaluateScalar } from './evaluate-scalar.ts'
import { type Frame, placeIn } from './frame.ts'
import { loopFrames } from './loop.ts'
import { inert, isOpen, type Unit } from './unit.ts'

/**
 * The items of a sequence with its directives carried out, in order: bodies are spliced in, a lone expression that gives an array gives its items. What is not
 * written as it must be is reported and stays an item, which the schema then refuses as the service does; the rest of that sequence is left out, since it mostly hangs on it.
 */
export function* flattenSequence(items: readonly Unit[], evaluation: Evaluation): Generator<Unit> {
  const chain = new Chain()
  for (const item of items) {
    const found = directiveOf(item)
    if (!found) {
      yield* ordinaryItem(item, evaluation)
      continue
    }
    const { directive, body, frame } = found
    const place = placeIn(frame, found.mapping.place)
    if (directive.kind === 'malformed') {
      evaluation.report.error(
        'ERR_TEMPLATE_DIRECTIVE',
        directive.message,
        place,
        'See "Template expressions" in the documentation of Azure Pipelines.',
      )
      yield literalItem(found.mapping, frame)
      return
    }
    if (directive.kind === 'insert') {
      chain.end()
      yield item
    } else if (directive.kind === 'each') {
      chain.end()
      for (const inner of loopFrames(directive, frame, place, evaluation))
        yield* flattenSequence(bodyItems({ node: body, frame: inner }), evaluation)
      checkSyntax(body, frame, evaluation)
    } else {
      const branch = chain.enter(directive, frame, place, evaluation)
      if (branch === 'taken') yield* flattenSequence(bodyItems({ node: body, frame }), evaluation)
      else if (branch === 'passed') checkSyntax(body, frame, evaluation)
      else {
        reportOrphan(directive.kind, place, evaluation)
        yield literalItem(found.mapping, frame)
        return
      }
    }
  }
}

/** Reports an `else` or `elseif` that follows no `if`. */
export function reportOrphan(kind: string, place: Parameters<typeof placeIn>[1], { report }: Evaluation): void {
  report.error(
    'ERR_TEMPLATE_DIRECTIVE',
    `The expression directive '${kind}' is not supported in this context`,
    place,
    `Put an if before it; an each, an insert or an else ends the chain.`,
  )
}

interface Found {
  readonly directive: Directive
  readonly mapping: YamlMapping
  readonly body: Unit['node']
  readonly frame: Frame
}

function directiveOf({ node, frame, inert: isData }: Unit): Found | undefined {
  if (isData || node.kind !== 'mapping' || node.entries.length !== 1) return undefined
  const [entry] = node.entries
  const directive = entry && readDirective(entry.key.text)
  return directive && entry ? { directive, mapping: node, body: entry.value, frame } : undefined
}

/** A body that is a sequence gives its items, any other is one item. */
function bodyItems(body: Unit): readonly Unit[] {
  const { node } = body
  return node.kind === 'sequence' ? node.items.map((item) => ({ ...body, node: item })) : [body]
}

function* ordinaryItem(item: Unit, evaluation: Evaluation): Generator<Unit> {
  const { node, frame } = item
  if (!isOpen(item) || node.kind !== 'scalar' || readDirective(node.text)) {
    yield item
    return
  }
  const value = evaluateScalar(node, frame, evaluation)
  if (value.kind === 'sequence') for (const each of value.items) yield inert(each, frame)
  else yield inert(value, frame)
}

/** The item with its key as text, so that the schema judges it as the service does. */
function literalItem(mapping: YamlMapping, frame: Frame): Unit {
  const entries = mapping.entries.map(({ key, value }) => ({
    key: { ...key, place: placeIn(frame, key.place) },
    value,
  }))
  return inert({ ...mapping, entries, place: placeIn(frame, mapping.place) }, frame)
}
