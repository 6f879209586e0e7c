#!/usr/bin/env node
// Looks through what users read (pages, and the string literals of the packages) for phrases that docs/words.md replaces. `--check` fails when there is one.
// Usage: node tools/words.mjs [--check] [FOLDER]
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { phrasesIn } from './words/phrases.mjs'
import { isRead, readTexts } from './words/read-texts.mjs'

const [root = '.'] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const SKIPPED = /(?:^|\/)(?:node_modules|dist|\.git)(?:\/|$)/

function filesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (SKIPPED.test(path)) return []
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

let found = 0
for (const file of filesIn('').filter(isRead)) {
  for (const { line, text } of readTexts(file, readFileSync(join(root, file), 'utf8'))) {
    for (const { found: phrase, instead } of phrasesIn(text)) {
      found += 1
      console.error(`${file}:${line}: '${phrase}': ${instead}`)
    }
  }
}
if (found > 0) {
  console.error(`${found} phrases to replace: docs/words.md`)
  process.exitCode = process.argv.includes('--check') ? 1 : 0
}
