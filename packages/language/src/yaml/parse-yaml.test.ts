import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { LanguageError } from '../errors.ts'
import type { YamlNode } from '../source/node.ts'
import { LONGEST_FILE } from './limits.ts'
import { parseYaml, readYaml } from './parse-yaml.ts'

/** The nodes without their places, as plain values. */
function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.text
  if (node.kind === 'sequence') return node.items.map(plain)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
}

function errorOf(text: string): LanguageError {
  try {
    parseYaml(text, 'f.yml')
  } catch (error) {
    if (error instanceof LanguageError) return error
    throw error
  }
  throw new Error('it parsed')
}

describe('what YAML is read as', () => {
  it('keeps every scalar as the text that stands in the file', () => {
    expect(plain(parseYaml('a: yes\nb: 1.0\nc: 0x10\nd: ~\ne: 2026-04-20\nf: True\ng:', 'f.yml'))).toEqual({
      a: 'yes',
      b: '1.0',
      c: '0x10',
      d: '~',
      e: '2026-04-20',
      f: 'True',
      g: '',
    })
  })

  it('gives every node the line and column where it starts, counting from 1', () => {
    const root = parseYaml('a: 1\nsteps:\n- bash: x\n  name: "y"', 'f.yml')
    if (root.kind !== 'mapping') throw new Error('no mapping')
    expect(root.entries[1]?.key.place).toEqual({ file: 'f.yml', line: 2, column: 1 })
    const list = root.entries[1]?.value
    if (list?.kind !== 'sequence' || list.items[0]?.kind !== 'mapping') throw new Error('no list')
    expect(list.items[0].place).toEqual({ file: 'f.yml', line: 3, column: 3 })
    expect(list.items[0].entries[1]?.value.place).toEqual({ file: 'f.yml', line: 4, column: 9 })
  })

  it('reads files with a byte order mark and with CR LF', () => {
    expect(plain(parseYaml('\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n', 'f.yml'))).toEqual({ a: '1', b: 'x\ny\n' })
  })

  it('joins the lines of plain and quoted text, whatever the indentation of the quoted ones', () => {
    const text = 'a: one\n  two\n\n  three\nb: \'one\n two\n\n three\'\nc: "x\\\n  y"\n'
    expect(plain(parseYaml(text, 'f.yml'))).toEqual({ a: 'one two\nthree', b: 'one two\nthree', c: 'xy' })
  })

  it('takes text in single quotes that goes on at the column of its key', () => {
    expect(plain(parseYaml("a:\n  b: 'one\n  two'\n", 'f.yml'))).toEqual({ a: { b: 'one two' } })
  })

  it('places the empty value of a key right behind its colon', () => {
    const root = parseYaml('a:\n  b:\n  c: 1', 'f.yml')
    const inner = root.kind === 'mapping' ? root.entries[0]?.value : undefined
    expect(inner?.kind === 'mapping' && inner.entries[0]?.value.place).toMatchObject({ line: 2, column: 5 })
  })

  it('takes what is written where a tag would make something else of it', () => {
    expect(plain(parseYaml('a: !!int 3\nb: !custom x\nc: !!binary aGk=', 'f.yml'))).toEqual({
      a: '3',
      b: 'x',
      c: 'aGk=',
    })
  })

  it('takes the markers of the start and the end of its only document', () => {
    expect(plain(parseYaml('%YAML 1.1\n---\na: 1\n...\n', 'f.yml'))).toEqual({ a: '1' })
  })
})

describe('what YAML is refused', () => {
  it.each([
    ['', 'ERR_YAML_EMPTY', 1, 1],
    ['# only a comment\n', 'ERR_YAML_EMPTY', 1, 1],
    ['a: [1', 'ERR_YAML_SYNTAX', 1, 6],
    ['a: b: c', 'ERR_YAML_SYNTAX', 1, 5],
    ['a:\n\tb: 1', 'ERR_YAML_SYNTAX', 2, 1],
    ['a: "x', 'ERR_YAML_SYNTAX', 1, 4],
    ['a: 1\n---\nb: 2', 'ERR_YAML_DOCUMENTS', 2, 1],
    ['a: 1\nb: 2\nA: 3', 'ERR_YAML_DUPLICATE_KEY', 3, 1],
    ['? [a]\n: b', 'ERR_YAML_KEY', 1, 3],
    ['{{ x }}: 1', 'ERR_YAML_KEY', 1, 2],
    ['a: *x', 'ERR_YAML_ALIAS', 1, 4],
    ['a: &x 1\nb: *x', 'ERR_YAML_ANCHOR', 1, 4],
    ['a:\n  <<: &x {b: 1}', 'ERR_YAML_ANCHOR', 2, 7],
  ])('refuses %j with %s at %i:%i', (text, code, line, column) => {
    const error = errorOf(text)
    expect([error.code, error.place]).toEqual([code, { file: 'f.yml', line, column }])
    expect(error.hint).not.toBe('')
  })

  it('answers in the words and places of the service', () => {
    const at = '(Line: 1, Col: 5, Idx: 4)'
    const tail = '\nObject reference not set to an instance of an object.'
    expect(errorOf('a: b: c').message).toBe(`${at} - ${at}: Mapping values are not allowed in this context.${tail}`)
    expect(errorOf('- a: 1\n  - b: 2').message).toBe(
      ` While parsing a block mapping, did not find expected key.${tail}`,
    )
    expect(errorOf('a: &x 1').message).toBe(`Anchors are not currently supported. Remove the anchor 'x'${tail}`)
    expect(errorOf('a: 1\n---\nb: 2').message).toBe('Expected stream end parse event')
  })

  it.each([
    ['a: [1', "While parsing a flow sequence, did not find expected ',' or ']'."],
    ['a: {b: 1', "While parsing a flow mapping,  did not find expected ',' or '}'."],
    ['- a\nb: 1', "While parsing a block collection, did not find expected '-' indicator."],
    ['a: - b', 'Block sequence entries are not allowed in this context.'],
    ['x: 1\nfoo\ny: 2', "While scanning a simple key, could not find expected ':'."],
    ['a: @x', 'While scanning for the next token, found character that cannot start any token.'],
    ["a: 'x", 'While scanning a quoted scalar, found unexpected end of stream.'],
    ['a: x\n  # c\n  y', 'While scanning plain scalar, found a comment between adjacent scalars.'],
    ['a: "\\q"', 'While parsing a quoted scalar, found unknown escape character.'],
    ['a: ]', 'While parsing a node, did not find expected node content.'],
  ])('says of %j: %s', (text, message) => {
    expect(errorOf(text).message.split('\n')[0]).toContain(message)
  })

  it.each([['['], ['{a: '], ['- '], ['? '], ['[{a: ']])(
    'refuses endless nesting of %j without exhausting the stack',
    (unit) => {
      expect(errorOf(unit.repeat(50_000)).code).toBe('ERR_YAML_LIMIT')
    },
  )

  it.each([
    ['a: 1\nb: x\0y', 'NUL', 2, 5],
    ['\0', 'NUL', 1, 1],
    ['\ufeffa: \udcff', '0xFF', 1, 4],
    ['a: "\ud83d"', 'U+D83D', 1, 5],
    ['a: \r\n  \ude00', 'U+DE00', 2, 3],
  ])('refuses %j, which no text file has, at its place', (text, named, line, column) => {
    const { code, message, place } = errorOf(text)
    expect([code, place]).toEqual(['ERR_YAML_SYNTAX', { file: 'f.yml', line, column }])
    expect(message).toContain(named)
  })

  it('takes characters beyond the basic plane, replacement characters and other controls as the service does', () => {
    const text = 'a: \ud83d\ude00 \ufffd \u001b[31m'
    expect(parseYaml(text, 'f.yml')).toMatchObject({ entries: [{ value: { text: text.slice(3) } }] })
  })

  it('refuses a file that is longer than Azure Pipelines takes', () => {
    expect(errorOf(`# ${'x'.repeat(LONGEST_FILE)}`).code).toBe('ERR_YAML_LIMIT')
  })

  it('reads a mapping of many keys in linear time', () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `k${index}: ${index}`).join('\n')
    const root = parseYaml(text, 'f.yml')
    expect(root.kind === 'mapping' && root.entries.length).toBe(50_000)
  })
})

describe('any document', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.constantFrom('a\nb\n', ' x', 'x ', '\n', 'a: b', '- c', '# d', 'one\n  two\n\nthree', "it's", '{}', '&a', 'x\n'),
  )
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('value'), { maxKeys: 4 }),
    ),
  })).value

  it('is read as the yaml package reads it, in block and flow style', () => {
    fc.assert(
      fc.property(value, fc.constantFrom('BLOCK_FOLDED', 'BLOCK_LITERAL', 'PLAIN', 'QUOTE_SINGLE'), (data, style) => {
        const text = stringify({ data }, { defaultStringType: style as 'PLAIN', schema: 'failsafe' })
        const expected = parse(text, { schema: 'failsafe' })
        expect(plain(readYaml(text, 'f.yml'))).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })
})

describe('any text', () => {
  it('gives nodes or one error with a place, never another exception', () => {
    const words = fc.constantFrom(
      ...'[]{}:-?&*!|>\'"%@`#,\n\t a~<'.split(''),
      '---\n',
      '...\n',
      '&a ',
      '*a ',
      '<<: ',
      ': ',
      '  ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            parseYaml(text, 'f.yml')
          } catch (error) {
            expect(error).toBeInstanceOf(LanguageError)
            expect((error as LanguageError).place?.line).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('gives back any JSON with its numbers and words as text', () => {
    const asText = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(asText)
      if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]))
      }
      return typeof value === 'string' ? value : JSON.stringify(value)
    }
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const node = readYaml(JSON.stringify({ value }), 'f.yml')
        expect(plain(node)).toEqual(asText({ value }))
      }),
    )
  })
})
