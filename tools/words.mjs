#!/usr/bin/env node
// Looks through what users read (pages, help, the catalogue of errors) for phrases that docs/words.md replaces. `--check` fails when there is one.
import { readdirSync, readFileSync } from 'node:fs'

const isRead =
  /^(?:[^/]+\.md|(?:docs|examples)\/.*\.md|packages\/cli\/src\/verbs\/[^/]*\.ts|packages\/[^/]+\/src\/(?:.*\/)?errors\.ts|packages\/[^/]+\/README\.md)$/
/** Pages that quote the phrases, and pages about our own past. */
const excepted = new Set(['docs/words.md'])

const phrases = [
  [/there is no verb/i, 'unknown command'],
  [/is no key of/i, 'unknown key'],
  [/\b(?:is|are) told\b/i, 'say what happens: "is reported", "is printed"'],
  [/\bwants (?!to know)/i, '"needs" or "requires"'],
  [/nobody here/i, 'name what is missing'],
  [/\bworth a word\b/i, 'say what is reported'],
  [/\bplease\b/i, 'leave it out'],
  [/\bgot lost\b/i, '"was lost"'],
]

const files = ['.', 'docs', 'examples', 'packages']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: folder !== '.' }).map((file) => (folder === '.' ? file : `${folder}/${file}`)),
  )
  .map((file) => file.replaceAll('\\', '/'))
  .filter(
    (file) => isRead.test(file) && !file.includes('node_modules') && !file.endsWith('.test.ts') && !excepted.has(file),
  )
let found = 0
for (const file of files) {
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const [phrase, instead] of phrases) {
      const match = phrase.exec(line)
      if (!match) continue
      found += 1
      console.error(`${file}:${index + 1}: '${match[0].trim()}': ${instead}`)
    }
  }
}
if (found > 0) {
  console.error(`${found} phrases to replace: docs/words.md`)
  process.exitCode = process.argv.includes('--check') ? 1 : 0
}
