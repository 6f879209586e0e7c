import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { type ExpandOptions, expandPipeline } from '../expand/expand-pipeline.ts'
import { printFinalYaml } from '../final-yaml/print-final-yaml.ts'
import type { YamlNode } from '../source/node.ts'
import { formatServiceMessage } from '../source/service-message.ts'

const expand = (text: string, files: Readonly<Record<string, string>> = {}, more: Partial<ExpandOptions> = {}) =>
  expandPipeline(text, { file: '/azure-pipelines.yml', readFile: ({ path }) => files[path], ...more })

/** A template expression. */
const open = (expression: string) => `\${{ ${expression} }}`

const messages = (text: string, files?: Readonly<Record<string, string>>) =>
  expand(text, files).diagnostics.map(formatServiceMessage)

function visit(node: YamlNode, look: (node: YamlNode) => void): void {
  look(node)
  if (node.kind === 'sequence') for (const item of node.items) visit(item, look)
  if (node.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      look(key)
      visit(value, look)
    }
  }
}

describe('places', () => {
  const files = { '/a.yml': 'steps:\n- template: b.yml\n', '/b.yml': 'steps:\n- script: echo\n  displayName: x\n' }

  it('of what came out of templates are chains that end at the entry file', () => {
    const { root } = expand('steps:\n- template: a.yml\n', files)
    const places: string[] = []
    if (root) {
      visit(root, (node) => {
        if (node.kind !== 'scalar' || node.text !== 'echo') return
        for (let place: typeof node.place | undefined = node.place; place; place = place.via)
          places.push(`${place.file}:${place.line}`)
      })
    }
    expect(places).toEqual(['/b.yml:2', '/a.yml:2', '/azure-pipelines.yml:2'])
  })

  it('of errors are chains, too, and the files that were read are named', () => {
    const { diagnostics, files: read } = expand('steps:\n- template: a.yml\n', {
      ...files,
      '/b.yml': 'steps:\n- scrpt: echo\n',
    })
    expect(diagnostics[0]?.place).toMatchObject({
      file: '/b.yml',
      line: 2,
      via: { file: '/a.yml', via: { file: '/azure-pipelines.yml' } },
    })
    expect(read).toEqual(['/azure-pipelines.yml', '/a.yml', '/b.yml'])
  })
})

describe('what is wrong', () => {
  it('comes with a code, a next step, and the nearest name', () => {
    expect(expand('steps:\n- script: echo\n  dispalyName: x\n').diagnostics).toMatchObject([
      { code: 'ERR_TEMPLATE_VALUE', severity: 'error', hint: "Did you mean 'displayName'?" },
    ])
  })

  it.each([
    ['steps:\n- script: echo\n', "The pipeline declares no parameters: leave 'x' out."],
    ['parameters:\n- name: y1\nsteps:\n- script: echo\n', 'The pipeline declares: y1.'],
    ['parameters:\n- name: xy\nsteps:\n- script: echo\n', "Did you mean 'xy'?"],
  ])('says of a value for no parameter of %j what there is', (text, hint) => {
    const { diagnostics } = expand(text, {}, { parameters: { x: 'y' } })
    expect(diagnostics.map((each) => each.hint)).toContain(hint)
  })

  it.each([
    ['A, dependsOn: D', ', {job: B, steps: []}, {job: C, steps: []}', 'It can depend on: B, C.'],
    ['Deploy, dependsOn: deplay', ', {job: Build, steps: []}', 'It can depend on: Build.'],
  ])('suggests for a dependency of job %s no job by its own name', (job, others, hint) => {
    expect(expand(`jobs: [{job: ${job}, steps: []}${others}]`).diagnostics[0]?.hint).toBe(hint)
  })

  it('leaves no final form', () => {
    expect(expand('steps:\n- scrpt: echo\n').root).toBeUndefined()
  })

  it('is told of at most a hundred places, and counted beyond', () => {
    const text = `steps:\n${Array.from({ length: 130 }, () => '- scrpt: echo\n').join('')}`
    expect([expand(text).diagnostics.length, expand(text).omitted]).toEqual([100, 30])
  })
})

describe('hostile input ends soon, with a place', () => {
  const list = `[${Array.from({ length: 100 }, (_, index) => index).join(', ')}]`
  const events =
    'Maximum events exceeded while evaluating the template. This may indicate an infinite loop or too many nested loops.'

  it('loops in loops', () => {
    const loops = [...'abcdef']
      .map((name, depth) => `${'  '.repeat(depth)}- \${{ each ${name} in parameters.l }}:\n`)
      .join('')
    const text = `parameters:\n- { name: l, type: object, default: ${list} }\nsteps:\n${loops}${'  '.repeat(6)}- script: echo\n`
    expect(messages(text)).toEqual([`/azure-pipelines.yml: ${events}`])
  })

  it('templates that call others twice each', () => {
    const files = Object.fromEntries(
      Array.from({ length: 41 }, (_, index) => {
        const next = `- template: b${index + 1}.yml\n`
        return [`/b${index}.yml`, index === 40 ? 'steps:\n- script: echo\n' : `steps:\n${next}${next}`]
      }),
    )
    expect(messages('steps:\n- template: b0.yml\n', files)[0]).toContain(events)
  })

  it('templates that call themselves several times', () => {
    const files = { '/s.yml': 'steps:\n- template: s.yml\n- template: s.yml\n- template: s.yml\n' }
    expect(messages('steps:\n- template: s.yml\n', files)).toEqual(['/s.yml: Maximum object depth exceeded'])
  })

  it('text that doubles from variable to variable', () => {
    const lines = Array.from(
      { length: 60 },
      (_, index) => `  a${index + 1}: \${{ format('{0}{0}{0}{0}', variables.a${index}) }}\n`,
    )
    expect(expand(`variables:\n  a0: xxxxxxxxxx\n${lines.join('')}steps:\n- script: echo\n`).root).toBeUndefined()
  })

  it('a file of ten megabytes', () => {
    expect(messages(`steps:\n- script: ${'x'.repeat(10 * 1024 * 1024)}\n`)[0]).toContain('The maximum file size of')
  })

  it('an expression of a hundred thousand characters', () => {
    const text = `variables:\n  a: \${{ ${'not('.repeat(20_000)}true${')'.repeat(20_000)} }}\nsteps:\n- script: echo\n`
    expect(messages(text)[0]).toContain('(Line: 2, Col: 6): Exceeded max expression length 21000')
  })
})

describe('time', () => {
  it('grows with the lines of a script that has one expression in it', () => {
    const script = (lines: number) => `steps:\n- script: |\n${'    echo line\n'.repeat(lines)}    echo \${{ 'x' }}\n`
    const work = (size: number) => {
      const { root } = expand(script(size))
      if (root) printFinalYaml(root)
    }
    expect(growth(work, 1_500)).toBeLessThan(LINEAR)
  })

  it('grows with the number of jobs, of templates and of parameters', () => {
    const template = `parameters:\n- { name: n }\njobs:\n- job: J${open('parameters.n')}\n  steps:\n  - script: echo\n`
    const work = (size: number) => {
      const calls = Array.from(
        { length: size },
        (_, index) => `- template: t${index}.yml\n  parameters: { n: ${index} }\n`,
      )
      const parameters = Array.from({ length: size }, (_, index) => `- { name: p${index}, default: x }\n`)
      expand(`parameters:\n${parameters.join('')}jobs:\n${calls.join('')}`, undefined, { readFile: () => template })
    }
    expect(growth(work, 60)).toBeLessThan(LINEAR)
  })
})

describe('any pipeline', () => {
  const word = fc.constantFrom(
    'script',
    'steps',
    'jobs',
    'variables',
    'env',
    'template',
    'parameters',
    'name',
    'x',
    open('if true'),
    open('else'),
    open('insert'),
    open('each a in parameters.l'),
    open('variables.x'),
    open('eq(1)'),
  )
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      word,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    ),
  })).value
  const pipeline = fc.record({
    parameters: fc.constant([{ name: 'l', type: 'object', default: ['a', 'b'] }]),
    steps: value,
  })

  it('expands to the same every time, and to nothing else than a final form or errors with places', () => {
    fc.assert(
      fc.property(fc.oneof(pipeline, value), (data) => {
        const text = JSON.stringify(data)
        const first = expand(text)
        expect(expand(text)).toEqual(first)
        expect(first.root === undefined).toBe(first.diagnostics.some(({ severity }) => severity === 'error'))
        for (const { place } of first.diagnostics) expect(place?.line).toBeGreaterThan(0)
        if (first.root) visit(first.root, (node) => expect(node.place.line).toBeGreaterThan(0))
      }),
      { numRuns: 500 },
    )
  })

  it('in its final form gives itself again', () => {
    const text = fc.stringMatching(/^[ -z]{0,12}$/)
    const step = fc.record({
      script: text,
      displayName: text,
      env: fc.dictionary(fc.stringMatching(/^[A-Z]{1,4}$/), text, { maxKeys: 3 }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        fc.pre(!JSON.stringify(steps).includes(open('').slice(0, 3)))
        const { root } = expand(JSON.stringify({ steps }))
        const printed = root && printFinalYaml(root)
        const again = expand(printed ?? '').root
        expect(again && printFinalYaml(again)).toBe(printed)
      }),
      { numRuns: 300 },
    )
  })
})
