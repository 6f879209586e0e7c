import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import { readYaml } from '../yaml/parse-yaml.ts'
import { printFinalYaml } from './print-final-yaml.ts'

const place = { file: '/f.yml', line: 1, column: 1 }
const scalar = (text: string, style: YamlScalar['style']): YamlScalar => ({
  kind: 'scalar',
  text,
  style,
  source: text,
  place,
})

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'b: c',
        ' ',
        '\n',
        '  ',
        "'",
        '"',
        '#',
        ' #',
        '-',
        '- ',
        ':',
        '\t',
        '{',
        '[x]',
        '%',
        '\\',
        '|',
        '>',
        '---',
        '0.5',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
)
const style = fc.constantFrom<YamlScalar['style']>(
  'plain',
  'single-quoted',
  'double-quoted',
  'literal',
  'folded',
  'computed',
)
const node = fc.letrec<{ node: YamlNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(text, style).map(([written, as]) => scalar(written, as)),
    fc.array(tie('node'), { maxLength: 3 }).map((items): YamlNode => ({ kind: 'sequence', items, place })),
    fc.uniqueArray(fc.tuple(text, style, tie('node')), { maxLength: 3, selector: ([key]) => key }).map(
      (entries): YamlNode => ({
        kind: 'mapping',
        entries: entries.map(([key, as, value]) => ({ key: scalar(key, as), value })),
        place,
      }),
    ),
  ),
})).node

function plain(value: YamlNode): unknown {
  if (value.kind === 'scalar') return value.text
  if (value.kind === 'sequence') return value.items.map(plain)
  return value.entries.map(({ key, value: inner }) => [key.text, plain(inner)])
}

describe('what is printed', () => {
  it('is read back as the same texts, whatever their characters and styles, by this package and by another', () => {
    fc.assert(
      fc.property(node, (value) => {
        const printed = printFinalYaml({ kind: 'mapping', entries: [{ key: scalar('root', 'plain'), value }], place })
        const again = readYaml(printed, '/f.yml')
        expect(again.kind === 'mapping' && again.entries.map((entry) => plain(entry.value))).toEqual([plain(value)])
        expect(() => parse(printed, { schema: 'failsafe', uniqueKeys: false })).not.toThrow()
      }),
      { numRuns: 1_000 },
    )
  })
})
