import type { MappingRule, Shape } from '../schema/shape.ts'
import { suggestName } from '../source/nearest-name.ts'
import type { YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import type { Report } from './report.ts'
import type { RootValue } from './unit.ts'

/** Errors of the schema in the service's words (actions/runner, src/Sdk, `TemplateStrings`; most measured). */

/** A text that is not taken where it stands. */
export function unexpectedText(text: string, place: Place, shape: Shape, report: Report): void {
  if (shape.scalar?.kind === 'boolean') {
    report.error(
      'ERR_TEMPLATE_VALUE',
      `Expected a Boolean value. Actual value: '${text}'`,
      place,
      "Write 'true' or 'false'.",
    )
    return
  }
  report.error('ERR_TEMPLATE_VALUE', `Unexpected value '${text}'`, place, hintForText(text, shape))
}

function hintForText(text: string, shape: Shape): string {
  if (shape.scalar?.kind === 'words') return suggestName(text, shape.scalar.words, 'Values here')
  if (shape.scalar?.kind === 'non-empty') return 'Give it a value.'
  const wanted = [shape.sequence ? 'a list (lines that start with "- ")' : '', shape.mappings ? 'keys and values' : '']
  const expected = wanted.filter(Boolean).join(' or ')
  return text === ''
    ? `Give it ${expected}, or remove the key; check the indentation of the lines below.`
    : `Write ${expected} here.`
}

/** A list or mapping where none can be. */
export function wrongKind(kind: 'mapping' | 'sequence', place: Place, report: Report): void {
  const hint = 'Write text here; check the indentation of these lines.'
  report.error('ERR_TEMPLATE_TYPE', `A ${kind} was not expected`, place, hint)
}

/** A key that the mapping does not have. */
export function unexpectedKey(key: YamlScalar, rules: readonly MappingRule[], report: Report): void {
  const known = [...new Set(rules.flatMap((rule) => Object.keys(rule.properties)))]
  report.error(
    'ERR_TEMPLATE_VALUE',
    `Unexpected value '${key.text}'`,
    key.place,
    suggestName(key.text, known, 'Keys here'),
  )
}

/** The first key of an item says what it is; this one does not. */
export function unexpectedFirst(key: YamlScalar, rules: readonly MappingRule[], report: Report): void {
  const firsts = rules.map((rule) => rule.first as string)
  const isLater = rules.some((rule) => Object.hasOwn(rule.properties, key.text))
  const hint = isLater
    ? `Put the key first that says what this is: ${firsts.join(', ')}.`
    : suggestName(key.text, firsts, 'It can start with')
  report.error('ERR_TEMPLATE_VALUE', `Unexpected value '${key.text}'`, key.place, hint)
}

/** A mapping without any key, or none that can be read, where the first key says what it is (measured). */
export function noKey(rules: readonly MappingRule[], place: Place, report: Report): void {
  const names = rules.flatMap((rule) => rule.first ?? []).join(', ')
  const message = 'Expected at least one key-value pair in the mapping'
  report.error('ERR_TEMPLATE_VALUE', message, place, `Start it with the key that says what this is: ${names}.`)
}

/** A key that is there already, in whatever case. */
export function duplicateKey(key: YamlScalar, report: Report): void {
  const hint = 'Remove one of the two; the case of a key does not count.'
  report.error('ERR_TEMPLATE_DUPLICATE', `'${key.text}' is already defined`, key.place, hint)
}

/**
 * What the service says after an `else` or `elseif` without an `if` between the keys of a mapping: it takes the end of that mapping for the end of the file's root,
 * and tells which key of the root it has not read (measured). Further down it stumbles over something else, which nobody has measured.
 */
export function endOfObject(place: Place, { read, isLast }: RootValue, report: Report): void {
  const state = [
    ...(isLast ? [] : ['LiteralState', '']),
    'MappingState:',
    '  IsStart: False',
    `  Index: ${read}`,
    '  IsKey: True',
    `  IsEnd: ${isLast ? 'True' : 'False'}`,
    '',
    '',
  ]
  const message = `Expected end of template object. State:\r\n\r\n${state.join('\r\n')}`
  report.error('ERR_TEMPLATE_DIRECTIVE', message, place, 'This follows from the error above.', { frame: 'file' })
}
