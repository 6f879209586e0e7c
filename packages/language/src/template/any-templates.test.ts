import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandPipeline } from '../expand/expand-pipeline.ts'
import { printFinalYaml } from '../final-yaml/print-final-yaml.ts'
import type { YamlNode } from '../source/node.ts'
import type { Place } from '../source/place.ts'

/** A template expression or directive. */
const open = (inside: string) => `\${{ ${inside} }}`

const declared = [
  { name: 'p', default: 'one' },
  { name: 'list', type: 'object', default: ['a', 'b'] },
  { name: 'more', type: 'stepList', default: [{ script: 'more' }] },
]
const texts = fc.constantFrom(
  'echo',
  open('parameters.p'),
  `x ${open('parameters.p')} ${open('variables.v')}`,
  open('length(parameters.list)'),
)
/** What does not hold everywhere, now and then. */
const strange = fc.constantFrom(
  open('parameters.none'),
  open('item'),
  open('if true'),
  open('eq(1)'),
  open('parameters.list'),
)
const text = fc.oneof({ weight: 40, arbitrary: texts }, { weight: 1, arbitrary: strange })

/** The steps of a file that calls these others: mostly such as hold. */
function stepsThatCall(paths: readonly string[]): fc.Arbitrary<unknown> {
  const good = paths.length > 0 ? [{ weight: 20, arbitrary: fc.constantFrom(...paths) }] : []
  const path = fc.oneof(...good, { weight: 1, arbitrary: anyPath })
  const call = fc.record({ template: path, parameters: fc.dictionary(fc.constant('p'), text) })
  return fc.letrec<{ steps: readonly unknown[]; step: unknown }>((tie) => ({
    steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
    step: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      text.map((script) => ({ script })),
      ...(paths.length > 0 ? [call] : []),
      fc
        .tuple(fc.constantFrom('if true', "if eq(parameters.p, 'one')", 'each i in parameters.list'), tie('steps'))
        .map(([directive, body]) => ({ [open(directive)]: body })),
      fc.constant(open('parameters.more')),
      text.map((value) => ({ script: 'x', env: { [open('if true')]: { A: value } } })),
    ),
  })).steps
}

const anyPath = fc.constantFrom('a.yml', '/b.yml', '../b.yml', 'none.yml')
const file = (...paths: readonly string[]) =>
  stepsThatCall(paths).map((steps) => JSON.stringify({ parameters: declared, steps }, null, 1))
const repository = fc.record({
  '/azure-pipelines.yml': file('a.yml', './b.yml', '/dir/c.yml'),
  '/a.yml': file('b.yml', 'dir/c.yml'),
  '/b.yml': file('dir/../dir/c.yml', 'dir/d.yml'),
  '/dir/c.yml': file('d.yml'),
  '/dir/d.yml': file(),
})

function expand(files: Readonly<Record<string, string>>) {
  return expandPipeline(files['/azure-pipelines.yml'] ?? '', {
    file: '/azure-pipelines.yml',
    readFile: ({ path }) => files[path],
  })
}

function nodesOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'sequence') return [node, ...node.items.flatMap(nodesOf)]
  if (node.kind === 'mapping') return [node, ...node.entries.flatMap(({ key, value }) => [key, ...nodesOf(value)])]
  return [node]
}

/** Every place of the chain is in a file that was read, and the chain ends in the pipeline's own. */
function expectWhole(place: Place, files: Readonly<Record<string, string>>): void {
  let last = place
  for (let at: Place | undefined = place; at; at = at.via) {
    expect(at.line).toBeLessThanOrEqual(files[at.file]?.split('\n').length ?? 0)
    expect([at.line > 0, at.column > 0]).toEqual([true, true])
    last = at
  }
  expect(last.file).toBe('/azure-pipelines.yml')
}

describe('any templates that call each other', () => {
  it('expand to the same every time, and end', () => {
    fc.assert(
      fc.property(repository, (files) => {
        const [first, second] = [expand(files), expand(files)]
        expect(second).toEqual(first)
        expect(first.root && printFinalYaml(first.root)).toBe(second.root && printFinalYaml(second.root))
        expect(first.root === undefined).toBe(first.diagnostics.some(({ severity }) => severity === 'error'))
      }),
      { numRuns: 200 },
    )
  })

  it('leave every node and every diagnostic a place, with the whole chain of calls to the pipeline', () => {
    fc.assert(
      fc.property(repository, (files) => {
        const { root, diagnostics } = expand(files)
        for (const { place } of root ? nodesOf(root) : []) expectWhole(place, files)
        for (const { place, frame } of diagnostics) if (place && frame !== 'none') expectWhole(place, files)
      }),
      { numRuns: 200 },
    )
  })

  it('often expand, so that the rules above are about something', () => {
    const samples = fc.sample(repository, { numRuns: 200, seed: 1 }).map(expand)
    expect(samples.filter(({ root, files }) => root && files.length > 1).length).toBeGreaterThan(10)
  })
})
