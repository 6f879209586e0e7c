import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { DROP_IN, rewrite } from './rewrite.ts'

const GUID = '46E4BE58-730B-4389-8A2F-EA10B3E5E815'

/** `«AzureCLI@2»` marks what is to be replaced; everything else must stay as it is, byte for byte. */
const styles: readonly (readonly [string, string])[] = [
  ['a plain step', 'steps:\n- task: «AzureCLI@2»\n  inputs:\n    azureSubscription: conn\n'],
  ['no line end at the end', 'steps:\n- task: «AzureCLI@2»'],
  ['single quotes', "steps:\n- task: '«AzureCLI@2»'\n"],
  ['double quotes', 'steps:\n- task: "«AzureCLI@2»"\n'],
  ['a comment behind', 'steps:\n- task: «AzureCLI@2» # AzureCLI@2 since 2022\n'],
  [
    'comments before, between and after',
    '# AzureCLI@2\nsteps:\n# task: AzureCLI@2\n- task: «AzureCLI@2»\n  # AzureCLI@2\n  inputs: {}\n# AzureCLI@2\n',
  ],
  [
    'CRLF',
    'steps:\r\n- task: «AzureCLI@2»\r\n  inputs:\r\n    inlineScript: |\r\n      echo "AzureCLI@2"\r\n      az group list\r\n',
  ],
  ['CRLF and LF mixed', 'steps:\r\n- task: «AzureCLI@2»\n  displayName: a\r\n- task: «AzureCLI@1»\r\n'],
  ['a byte order mark', '\uFEFFsteps:\n- task: «AzureCLI@2»\n'],
  [
    'lists that are not indented, and lists that are',
    'jobs:\n  - job: a\n    steps:\n    - task: «AzureCLI@2»\n  - job: b\n    steps:\n      - task: «AzureCLI@3»\n',
  ],
  ['spaces before the colon and behind', 'steps:\n-   task  :   «AzureCLI@2»   \n'],
  ['trailing spaces and blank lines', 'steps:   \n\n\n- task: «AzureCLI@2»  \n   \n\n'],
  [
    'task not first',
    'steps:\n- displayName: Deploy\n  name: deploy\n  inputs:\n    task: AzureCLI@2\n  task: «AzureCLI@2»\n',
  ],
  [
    'flow style',
    'steps: [{ task: «AzureCLI@2», inputs: { azureSubscription: conn, inlineScript: "echo AzureCLI@2" } }]\n',
  ],
  ['JSON', '{"steps": [{"task": "«AzureCLI@2»", "inputs": {"azureSubscription": "c"}}]}\n'],
  ['an anchored name and its aliases', 'steps:\n- task: &cli «AzureCLI@2»\n- task: *cli\n'],
  ['an anchored step, merged', 'x: &azure\n  task: «AzureCLI@2»\nsteps:\n- <<: *azure\n  displayName: one\n- *azure\n'],
  ['an anchor called as the task is', 'steps:\n- task: &AzureCLI@2 «AzureCLI@2»\n'],
  [
    'a long string that speaks of the task',
    `steps:\n- bash: |\n    cat <<'END'\n    - task: AzureCLI@2\n    END\n- task: «AzureCLI@2»\n  inputs:\n    inlineScript: >-\n      echo ${'long '.repeat(200)}\n\n      - task: AzureCLI@2\n`,
  ],
  [
    'tabs in strings',
    'steps:\n- task: «AzureCLI@2»\n  inputs:\n    inlineScript: |\n      if true; then\n      \techo "a\tb" # task: AzureCLI@2\n      fi\n    scriptArguments: "a\\tb\tc"\n',
  ],
  ['keys with a tab behind the colon', 'steps:\n- task:\t«AzureCLI@2»\n'],
  [
    'stages, jobs, deployments and their hooks',
    'stages:\n- stage: s\n  jobs:\n  - deployment: d\n    strategy:\n      runOnce:\n        deploy:\n          steps:\n          - task: «AzureCLI@2»\n        on:\n          failure:\n            steps:\n            - task: «AzureCLI@1»\n',
  ],
  [
    'a template of steps',
    `parameters:\n- name: subscription\n  type: string\nsteps:\n- task: «AzureCLI@2»\n  inputs:\n    azureSubscription: \${{ parameters.subscription }}\n`,
  ],
  [
    'conditions and loops of a template',
    `steps:\n- \${{ if eq(parameters.kind, 'az') }}:\n  - task: «AzureCLI@2»\n- \${{ else }}:\n  - \${{ each x in parameters.list }}:\n    - task: «AzureCLI@2»\n      displayName: \${{ x }}\n`,
  ],
  [
    'a name behind a condition',
    `steps:\n- \${{ if eq(parameters.new, true) }}:\n    task: «AzureCLI@3»\n  \${{ else }}:\n    task: «AzureCLI@2»\n  inputs: {}\n`,
  ],
  [
    'steps as parameters of a template',
    'steps:\n- template: t.yml\n  parameters:\n    before:\n    - task: «AzureCLI@2»\n    one:\n      task: «AzureCLI@2»\n      inputs: {}\n',
  ],
  [
    'a step as the default of a parameter',
    'parameters:\n- name: pre\n  type: stepList\n  default:\n  - task: «AzureCLI@2»\n',
  ],
  [
    'a variable, an input and a matrix leg called task',
    'variables:\n  task: AzureCLI@2\nstrategy:\n  matrix:\n    a:\n      task: AzureCLI@2\nsteps:\n- bash: true\n  env:\n    task: AzureCLI@2\n    inputs: x\n',
  ],
  ['the GUID instead of the name', `steps:\n- task: «${GUID}@2»\n- task: «${GUID.toLowerCase()}@1»\n`],
  ['another case of letters', 'steps:\n- task: «azurecli@2»\n- task: «AZURECLI@3»\n'],
  ['a full version', 'steps:\n- task: «AzureCLI@2.279.0»\n- task: «AzureCLI@2.*»\n'],
  [
    'other tasks whose names are alike',
    'steps:\n- task: AzureCLIExtra@2\n- task: MyAzureCLI@2\n- task: MintwellAzureCLI@1\n- task: AzureCLIAgain@2\n- task: AzureCLI\n- task: «AzureCLI@2»\n',
  ],
  ['several documents', 'steps:\n- task: «AzureCLI@2»\n---\nsteps:\n- task: «AzureCLI@1»\n'],
  ['a block scalar as the name', 'steps:\n- task: >-\n    «AzureCLI@2»\n  inputs: {}\n'],
  ['an explicit key', 'steps:\n- ? task\n  : «AzureCLI@2»\n'],
  ['a tag', 'steps:\n- task: !!str «AzureCLI@2»\n'],
  ['letters of every script around it', 'steps:\n- displayName: "Größe 日本 😀"\n  task: «AzureCLI@2» # 😀\n'],
  [
    'a condition that is longer than a key may be',
    `steps:\n- \${{ if or(${Array.from({ length: 60 }, (_, n) => `eq(parameters.region, 'r${n}')`).join(', ')}) }}:\n  - task: «AzureCLI@2»\n`,
  ],
]

function parsed(text: string): unknown {
  const documents = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' })
  return Array.isArray(documents) ? documents.map((document) => document.toJS()) : []
}

describe('rewrite', () => {
  it.each(styles)('replaces the name of the task and nothing else: %s', (_, marked) => {
    const before = marked.replaceAll(/[«»]/g, '')
    const after = marked.replaceAll(/«[^»]*»/g, DROP_IN)
    const result = rewrite(before)
    expect(result).toMatchObject({ text: after, leftAlone: [] })
    const names = [...marked.matchAll(/«([^»]*)»/g)].map(([, name]) => name)
    expect('changes' in result && result.changes.map(({ from }) => from)).toEqual(names)
    expect(rewrite(after)).toMatchObject({ text: after, changes: [] })
  })

  it.each(styles)('leaves what YAML means as it was but for the names: %s', (_, marked) => {
    const pattern = new RegExp(`"(AzureCLI|${GUID})@[123](\\.[\\d*]+)*"`, 'gi')
    const neutral = (text: string) => JSON.stringify(parsed(text)).replaceAll(pattern, `"${DROP_IN}"`)
    const before = marked.replaceAll(/[«»]/g, '')
    expect(neutral(marked.replaceAll(/«[^»]*»/g, DROP_IN))).toBe(neutral(before))
  })

  it('leaves alone, and says so, what it cannot tell', () => {
    const result = rewrite(
      `steps:\n- task: AzureCLI@\${{ parameters.v }}\n- task: AzureCLI@0\n- task: "Azure\\x43LI@2"\n`,
    )
    expect(result).toMatchObject({
      changes: [],
      leftAlone: [
        { line: 2, task: expect.stringContaining('AzureCLI@$') },
        { line: 3, task: 'AzureCLI@0' },
        { line: 4, task: 'AzureCLI@2' },
      ],
    })
  })

  it('knows the steps that are the default of a parameter, and says which parameters name a task alone', () => {
    const before = [
      'parameters:',
      '- name: setup',
      '  type: stepList',
      '  default:',
      '  - task: AzureCLI@2',
      '- name: last',
      '  type: step',
      '  default:',
      '    task: AzureCLI@2',
      '- name: cli',
      '  type: string',
      '  default: AzureCLI@2',
      'variables:',
      '  cli: "AzureCLI@1"',
      '  task: Bash@3',
      'steps:',
      '- template: more.yml',
      '  parameters: { task: AzureCLI@1 }',
      '- task: Bash@3',
      '  displayName: AzureCLI@2',
      '',
    ].join('\n')
    const result = rewrite(before)
    expect('changes' in result && result.changes.map(({ line }) => line)).toEqual([5, 9])
    expect('leftAlone' in result && result.leftAlone.map(({ line, task }) => `${line} ${task}`)).toEqual([
      '12 AzureCLI@2',
      '18 AzureCLI@1',
    ])
  })

  it('does not touch what is no YAML, and says where', () => {
    expect(rewrite('steps:\n- task: AzureCLI@2\n  inputs: [\n')).toMatchObject({
      problem: expect.any(String),
      line: expect.any(Number),
    })
    expect(rewrite('steps:\n\t- task: AzureCLI@2\n')).toMatchObject({ problem: expect.any(String), line: 2 })
  })

  it('survives nesting of any depth', () => {
    const result = rewrite(`${'['.repeat(20_000)}`)
    expect(result).toMatchObject({ problem: expect.any(String) })
  })
})
