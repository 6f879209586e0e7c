// Writes docs/parity.md from test/parity/behaviours.json and from the tests that witness a behaviour: a comment `// parity: ID, ID (CLIENT)` above the
// test; without a client it is the test's own requests. With --check it only says whether the page is up to date (exit 1 when not).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = join(root, 'docs/parity.md')
const OWN = 'requests of the test'
const MARK = /\/\/ parity: ([a-z0-9, -]+?)(?: \(([^)]+)\))?\n\s*it\b/g

/** What witnesses a behaviour: a client and a test file. */
export function readWitnesses(files) {
  const witnesses = new Map()
  for (const { name, text } of files) {
    for (const [, ids, client = OWN] of text.matchAll(MARK)) {
      for (const id of ids.split(', ')) {
        const found = witnesses.get(id) ?? []
        if (!found.some((each) => each.client === client && each.file === name)) found.push({ client, file: name })
        witnesses.set(id, found)
      }
    }
    const marks = text.match(/\/\/ parity: /g)?.length ?? 0
    const read = [...text.matchAll(MARK)].length
    if (marks !== read) throw new Error(`${name}: ${marks - read} of its parity comments stand above no test`)
  }
  return witnesses
}

/** The page. Throws when a test witnesses what is not listed, or an id is listed twice. */
export function writePage(behaviours, witnesses) {
  const ids = new Set(behaviours.map(({ id }) => id))
  if (ids.size !== behaviours.length) throw new Error('an id is listed twice')
  for (const id of witnesses.keys()) if (!ids.has(id)) throw new Error(`a test witnesses ${id}, which is not listed`)
  const without = behaviours.filter(({ id }) => !witnesses.has(id))
  const lines = [
    '# Parity',
    '',
    'What the real services do, what the lab does, and who witnessed it. Written by `node tools/parity.mjs` from `test/parity/behaviours.json` and the tests;',
    '`npm test` fails when it is out of date, and each witness is a test that passes.',
    '',
    '**Observed in the cloud: none of it so far.** What the real services do is known from documents, sources of clients, recordings of clients against a',
    'local server, and public logs. A row without a witness says so: it is written or left out by the sources alone.',
    '',
    `${behaviours.length} behaviours, ${behaviours.length - without.length} with a witness.`,
  ]
  for (const area of new Set(behaviours.map((each) => each.area))) {
    lines.push('', `## ${area}`, '')
    lines.push(
      '| behaviour of the real service | source | the lab | witness | in the cloud |',
      '| --- | --- | --- | --- | --- |',
    )
    for (const { id, real, source, lab } of behaviours.filter((each) => each.area === area)) {
      const seen = (witnesses.get(id) ?? []).map(
        ({ client, file }) => `${client}: [${file.split('/').at(-1)}](../${file})`,
      )
      const cells = [real, source, lab, seen.length > 0 ? seen.join('<br>') : '**no witness**', 'not observed']
      lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** All test files, without those of dependencies. */
function testFiles() {
  return ['packages', 'test'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !/(^|\/)(node_modules|dist)\//.test(name))
      .sort()
      .map((name) => ({ name: `${top}/${name}`, text: readFileSync(join(root, top, name), 'utf8') })),
  )
}

export function currentPage() {
  const behaviours = JSON.parse(readFileSync(join(root, 'test/parity/behaviours.json'), 'utf8'))
  return writePage(behaviours, readWitnesses(testFiles()))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = currentPage()
  const before = existsSync(page) ? readFileSync(page, 'utf8') : ''
  if (process.argv.includes('--check')) {
    if (before !== text) {
      process.exitCode = 1
      console.error('docs/parity.md is not up to date: run `node tools/parity.mjs`.')
    }
  } else writeFileSync(page, text)
}
