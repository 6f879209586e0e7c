import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, temporaryDirectory } from './mintwell.ts'

/** What the check of the words says of these files: a line for each phrase, without the advice. */
function check(files: Readonly<Record<string, string>>): readonly string[] {
  const directory = temporaryDirectory()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools/words.mjs'), '--check', directory], {
    encoding: 'utf8',
  })
  const lines = stderr.split('\n').filter((line) => /^\S+:\d+: /.test(line))
  expect(status).toBe(lines.length > 0 ? 1 : 0)
  return lines.map((line) => line.replace(/': .*/, "'"))
}

const planted = [
  ['there is no verb of that name', 'there is no verb'],
  ["'stpes' is no key of a job", 'is no key of'],
  ['the user is told', 'is told'],
  ['the task wants a file', 'wants'],
  ['nobody here has it', 'nobody here'],
  ['it is worth a word', 'worth a word'],
  ['Please wait', 'Please'],
  ['the token got lost', 'got lost'],
  ['the token has ended', 'has ended'],
  ['here stands the name', 'here stands'],
  ['the service that stands behind it', 'stands behind'],
  ['the client knows the host', 'knows'],
  ['Whoever has the secret', 'Whoever'],
  ['the connection is made on the spot', 'is made'],
  ['the files are gone behind them', 'gone behind them'],
  ['what comes behind it', 'behind it'],
  ['a value that is none', 'is none'],
] as const

describe('the check of the words', () => {
  it('finds each phrase in a page and in a message', () => {
    const lines = planted.map(([text]) => text.replaceAll("'", '’'))
    const found = check({
      'docs/guide/a.md': lines.join('\n'),
      'packages/x/src/deep/a.ts': lines.map((text) => `say('${text}')`).join('\n'),
    })
    for (const file of ['docs/guide/a.md', 'packages/x/src/deep/a.ts'])
      expect(found).toEqual(
        expect.arrayContaining(planted.map(([, phrase], index) => `${file}:${index + 1}: '${phrase}'`)),
      )
  })

  it('has a phrase for each of its rules here', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { phrases } from ${JSON.stringify(join(root, 'tools/words/phrases.mjs'))}; console.log(phrases.map(([phrase]) => phrase.source).join('\\n'))`,
      ],
      { encoding: 'utf8' },
    )
    const rules = stdout
      .trim()
      .split('\n')
      .map((source) => new RegExp(source, 'i'))
    const unplanted = rules.filter((rule) => !planted.some(([text]) => rule.test(text)))
    expect(unplanted).toEqual([])
  })

  it('reads the texts of a source, at their lines, and nothing else of it', () => {
    const source = `// whoever reads this
/* it is told */
const pattern = /it is told '/ // and 'wants'
const ratio = a / b / c, word = "he wants \\" it"
export const text = \`first
  \${call({ key: 'it is told' })} knows
  \${\`inner \${deep('whoever')}\`}\`
`
    expect(check({ 'packages/x/src/a.ts': source })).toEqual([
      "packages/x/src/a.ts:4: 'wants'",
      "packages/x/src/a.ts:6: 'is told'",
      "packages/x/src/a.ts:6: 'knows'",
      "packages/x/src/a.ts:7: 'whoever'",
    ])
  })

  it('leaves alone what is no message of ours, and ordinary English', () => {
    expect(
      check({
        'packages/lab/src/services/entra/a.ts': "export const a = 'Please wait, the session has ended'\n",
        'packages/x/src/a.test.ts': "export const a = 'whoever'\n",
        'packages/x/node_modules/y/src/a.ts': "export const a = 'whoever'\n",
        'docs/words.md': 'Not "whoever".\n',
        'docs/a.md': 'The job has ended. Where there is none, one is made up. A step that has ended is over.\n',
      }),
    ).toEqual([])
  })
})
