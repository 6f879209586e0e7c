import { LanguageError } from '../errors.ts'
import { toText } from '../expression/convert.ts'
import { entriesOf, itemsOf, kindOf } from '../expression/value.ts'
import type { Place } from '../source/place.ts'
import type { Directive } from './directive.ts'
import { type Evaluation, evaluateIn, parseIn } from './evaluate-scalar.ts'
import { enterLoop, type Frame } from './frame.ts'

/**
 * The frames of an `each`, one for each item; a mapping gives pairs with `key` and `value`. Null gives none: dotnet/arcade's eng/common/templates/job/job.yml
 * loops over steps that nobody has to pass. What else cannot be looped over is reported and gives none.
 */
export function* loopFrames(
  directive: Extract<Directive, { kind: 'each' }>,
  frame: Frame,
  place: Place,
  evaluation: Evaluation,
): Generator<Frame> {
  const { name } = directive
  const { report, budget } = evaluation
  if (frame.names.scope.values.has(name) || isKnown(name, frame)) {
    const message = `The idenfifier '${name}' has already been defined within the current scope`
    report.error('ERR_TEMPLATE_DIRECTIVE', message, place, 'Give the loop a name of its own.')
    return
  }
  const expression = parseIn(frame, directive.collection)
  if (expression instanceof LanguageError) {
    report.thrown(expression, place)
    return
  }
  const collection = evaluateIn(frame, expression, place, report)
  if (collection instanceof LanguageError) return
  for (const value of itemsToLoop(collection) ?? notACollection(collection, place, evaluation)) {
    budget.spend(place, 0)
    yield enterLoop(frame, name, { value, place })
  }
}

function isKnown(name: string, frame: Frame): boolean {
  const folded = name.toLowerCase()
  return [...frame.names.scope.values].some((known) => known.toLowerCase() === folded)
}

function itemsToLoop(value: unknown): readonly unknown[] | undefined {
  if (kindOf(value) === 'null') return []
  if (kindOf(value) === 'array') return itemsOf(value)
  if (kindOf(value) !== 'object') return undefined
  return entriesOf(value).map(
    ([key, item]) =>
      new Map<string, unknown>([
        ['key', key],
        ['value', item],
      ]),
  )
}

function notACollection(value: unknown, place: Place, { report }: Evaluation): readonly unknown[] {
  report.error(
    'ERR_TEMPLATE_TYPE',
    `Expected a sequence or mapping. Actual value '${toText(value) ?? ''}'`,
    place,
    "Loop over a parameter of type object, or make a list of text: split(value, ',').",
  )
  return []
}
