import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expandPipeline, formatServiceMessage, printFinalYaml, type YamlNode } from '@mintwell/language'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

/** A case of a group: a pipeline with the files around it, and what the service makes of it. */
interface Case {
  readonly title: string
  readonly pipeline: string
  readonly file?: string
  /** By path, in other repositories by `/path@alias`. */
  readonly files?: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, string>>
  readonly stubs?: readonly string[]
  /** The final YAML, byte for byte but for the empty line at its end. */
  readonly final?: string
  /** The scripts of the steps of the first job. */
  readonly steps?: readonly string[]
  /** The variables of the pipeline. */
  readonly variables?: Readonly<Record<string, string>>
  /** Every error, as the service writes it; its help link at the end may be left out. */
  readonly errors?: readonly string[]
  readonly warnings?: number
  /** `different` where the final YAML has text that would be an expression in a pipeline. */
  readonly again?: 'different'
}

interface Group {
  readonly source: string
  readonly about: string
  readonly cases?: readonly Case[]
  /** Expressions as the value of a variable, with what they give or what the service says. */
  readonly expressions?: readonly { readonly expression: string; readonly gives?: string; readonly refused?: string }[]
}

const folder = import.meta.dirname
const HELP = '. For more help, refer to https://go.microsoft.com/fwlink/?linkid=842996'

const groups = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => ({ name, group: parse(readFileSync(join(folder, name), 'utf8'), { schema: 'failsafe' }) as Group }))

function expand({ pipeline, file = '/azure-pipelines.yml', files = {}, parameters = {}, stubs = [] }: Case) {
  const aliases = Object.keys(files).map((name) => name.split('@')[1] ?? 'self')
  return expandPipeline(pipeline, {
    file,
    parameters,
    stubRepositories: stubs,
    repositories: Object.fromEntries(aliases.map((alias) => [alias, alias])),
    readFile: ({ repository, path }) => files[repository === 'self' ? path : `${path}@${repository}`],
  })
}

function child(node: YamlNode | undefined, ...path: readonly (string | number)[]): YamlNode | undefined {
  let found = node
  for (const step of path) {
    if (typeof step === 'number') found = found?.kind === 'sequence' ? found.items[step] : undefined
    else found = found?.kind === 'mapping' ? found.entries.find(({ key }) => key.text === step)?.value : undefined
  }
  return found
}

const textOf = (node: YamlNode | undefined) => (node?.kind === 'scalar' ? node.text : undefined)
const itemsOf = (node: YamlNode | undefined) => (node?.kind === 'sequence' ? node.items : [])

function check(scenario: Case): void {
  const { root, diagnostics } = expand(scenario)
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(formatServiceMessage)
  expect(errors).toEqual(scenario.errors ?? [])
  expect(diagnostics.length - errors.length).toBe(Number(scenario.warnings ?? 0))
  for (const { hint, place } of diagnostics) expect([hint, place?.line]).not.toContain(undefined)
  if (scenario.errors) return
  if (!root) throw new Error('no root')
  const printed = printFinalYaml(root)
  if (scenario.final !== undefined) expect(printed).toBe(`${scenario.final}\n`)
  const steps = itemsOf(child(root, 'stages', 0, 'jobs', 0, 'steps')).map((step) =>
    textOf(child(step, 'inputs', 'script')),
  )
  if (scenario.steps) expect(steps).toEqual(scenario.steps)
  const variables = itemsOf(child(root, 'variables')).map((item) => [
    textOf(child(item, 'name')),
    textOf(child(item, 'value')),
  ])
  if (scenario.variables) expect(variables).toEqual(Object.entries(scenario.variables))
  if (!scenario.again) expectFixedPoint(printed, scenario)
}

/** What the service prints is good as input and gives itself, once `enabled: false` is written as `none` again. */
function expectFixedPoint(printed: string, scenario: Case): void {
  const again = printed.replaceAll(/^(trigger|pr):\n {2}enabled: false$/gm, '$1: none')
  const { root, diagnostics } = expand({ ...scenario, pipeline: again })
  expect(diagnostics).toEqual([])
  expect(root && printFinalYaml(root)).toBe(printed)
}

const withExpression = (expression: string): Case => ({
  title: expression,
  pipeline: `variables:
  probe: \${{ ${expression} }}
  own: value
  My.Name: dotted
parameters:
- name: o
  type: object
  default:
    a: 1
    dotted.name: five
    list: [{id: 7}, {id: 8}]
    names: [Alpha, BETA, 2]
    twin: {k: 1}
    other: {k: 1}
    empty: []
    nothing:
    groups: [[{n: 1}, {n: 2}], [{n: 3}]]
steps:
- script: echo
`,
})

for (const { name, group } of groups) {
  describe(`${name}: ${group.about} (${group.source})`, () => {
    for (const scenario of group.cases ?? []) it(scenario.title, () => check(scenario))
    for (const { expression, gives, refused } of group.expressions ?? []) {
      it(`${expression || '(nothing)'} ${gives === undefined ? 'is refused' : 'gives its value'}`, () => {
        const first = withExpression(expression)
        // The variables that are read stand in front of the one that reads them.
        const lines = first.pipeline.split('\n')
        const reordered = [lines[0], lines[2], lines[3], lines[1], ...lines.slice(4)].join('\n')
        const { root, diagnostics } = expand({ ...first, pipeline: reordered })
        const messages = diagnostics.map(formatServiceMessage)
        if (refused === undefined) {
          expect(messages).toEqual([])
          expect(textOf(child(root, 'variables', 2, 'value'))).toBe(gives)
        } else {
          const bare = refused.includes('Located at') ? refused + HELP : refused
          expect(messages).toEqual([`/azure-pipelines.yml (Line: 4, Col: 10): ${bare}`])
        }
      })
    }
  })
}
