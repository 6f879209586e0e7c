import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import type { YamlNode } from '../source/node.ts'
import { LONGEST_FILE } from './limits.ts'
import { parseYaml } from './parse-yaml.ts'

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

  it('resolves aliases to the node of their anchor', () => {
    expect(plain(parseYaml('a: &x [1, 2]\nb: *x', 'f.yml'))).toEqual({ a: ['1', '2'], b: ['1', '2'] })
  })

  it('merges mappings under <<, where a key of its own wins', () => {
    const text = 'a: &x {p: 1, q: 2}\nb: &y {q: 3, r: 4}\nc:\n  <<: [*x, *y]\n  p: 9'
    expect(plain(parseYaml(text, 'f.yml'))).toMatchObject({ c: { p: '9', q: '2', r: '4' } })
  })

  it('takes what is written where a tag would make something else of it', () => {
    expect(plain(parseYaml('a: !!int 3\nb: !custom x\nc: !!binary aGk=', 'f.yml'))).toEqual({
      a: '3',
      b: 'x',
      c: 'aGk=',
    })
  })

  it('takes an empty document beside the one with content as nothing', () => {
    expect(plain(parseYaml('---\na: 1\n---\n', 'f.yml'))).toEqual({ a: '1' })
  })
})

describe('what YAML is refused', () => {
  it.each([
    ['', 'ERR_YAML_EMPTY', 1, 1],
    ['# only a comment\n', 'ERR_YAML_EMPTY', 1, 1],
    ['a: [1', 'ERR_YAML_SYNTAX', 1, 6],
    ['a: b: c', 'ERR_YAML_SYNTAX', 1, 4],
    ['a:\n\tb: 1', 'ERR_YAML_SYNTAX', 2, 1],
    ['a: "x', 'ERR_YAML_SYNTAX', 1, 6],
    ['a: 1\n---\nb: 2', 'ERR_YAML_DOCUMENTS', 3, 1],
    ['a: 1\nb: 2\na: 3', 'ERR_YAML_DUPLICATE_KEY', 3, 1],
    ['? [a]\n: b', 'ERR_YAML_KEY', 1, 3],
    ['{{ x }}: 1', 'ERR_YAML_KEY', 1, 2],
    ['a: *x', 'ERR_YAML_ALIAS', 1, 4],
    ['a: &x [*x]', 'ERR_YAML_ALIAS', 1, 8],
    ['a:\n  <<: 1', 'ERR_PLAN_TYPE', 2, 7],
  ])('refuses %j with %s at %i:%i', (text, code, line, column) => {
    const error = errorOf(text)
    expect([error.code, error.place]).toEqual([code, { file: 'f.yml', line, column }])
    expect(error.hint).not.toBe('')
  })

  it('refuses aliases that multiply into more nodes than a pipeline has', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(',')}]`
    const names = [...'abcdefghi']
    const lines = names.map((name, index) => (index === 0 ? 'a: &a [x]' : level(name, names[index - 1] as string)))
    const error = errorOf(lines.join('\n'))
    expect([error.code, error.place?.line]).toEqual(['ERR_YAML_ALIAS_LIMIT', 7])
  })

  it('refuses merge keys that multiply in the same way', () => {
    const names = Array.from({ length: 40 }, (_, index) => `m${index}`)
    const lines = names.map((name, index) => {
      const before = names[index - 1]
      return `${name}: &${name} {k${index}: ${before ? `[*${before}, *${before}]` : 'x'}}`
    })
    expect(errorOf(lines.join('\n')).code).toBe('ERR_YAML_ALIAS_LIMIT')
  })

  it.each([['['], ['{a: '], ['- '], ['? '], ['- - {a: [']])(
    'refuses endless nesting of %j without exhausting the stack',
    (unit) => {
      expect(errorOf(unit.repeat(50_000)).code).toBe('ERR_YAML_LIMIT')
    },
  )

  it('refuses aliases that nest more deeply than the file is written', () => {
    const names = Array.from({ length: 120 }, (_, index) => `m${index}`)
    const lines = names.map((name, index) => `${name}: &${name} [${index === 0 ? 'x' : `*${names[index - 1]}`}]`)
    expect(errorOf(lines.join('\n')).code).toBe('ERR_YAML_LIMIT')
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
        // A plain << would be a merge key; in JSON every key is quoted, so it stays a key.
        const node = parseYaml(JSON.stringify({ value }), 'f.yml')
        expect(plain(node)).toEqual(asText({ value }))
      }),
    )
  })
})
