// Writes docs/reference/*.md from the source: faults, error codes, the control API. With --check it only says whether they are up to date (exit 1 when not).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const SOURCES = `
export { faultList, labErrors, openApiDocument } from '@mintwell/lab'
export { codes as languageCodes } from '@mintwell/language'
export { codes as clientCodes } from '@mintwell/client'
export { tokenErrors } from '@mintwell/token'
export { codes as recordCodes } from '@mintwell/record'
export { codes as devopsCodes } from '@mintwell/devops'
export { codes as cliCodes } from './src/errors.ts'
`

/** Bundles the source that the pages are made of and loads it. */
async function load() {
  const directory = mkdtempSync(resolve('node_modules/.mintwell-reference-'))
  try {
    const outfile = join(directory, 'source.mjs')
    await build({
      stdin: { contents: SOURCES, resolveDir: 'packages/cli' },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      conditions: ['source'],
      logLevel: 'error',
      banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (heads, rows) =>
  [
    `| ${heads.join(' | ')} |`,
    `| ${heads.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n')
const note = '<!-- Written by tools/reference.mjs from the source; `npm run docs` writes it anew. -->'

function faultsPage({ faultList }) {
  const rows = faultList.map(({ name, summary, inCloud, parameters }) => [
    `\`${name}\``,
    summary,
    inCloud,
    Object.entries(parameters)
      .map(([key, parameter]) => `\`${key}=${parameter.default}\` ${parameter.summary}`)
      .join('; '),
  ])
  return `${note}\n\n# Faults\n\n\`--fault NAME[:key=value,…]\` of \`mintwell run\` and \`mintwell lab\`, repeatable; \`mintwell lab fault on NAME\` while a lab is up.\n\n${table(['fault', 'in the lab', 'in the cloud', 'parameters'], rows)}\n`
}

function errorsPage({ labErrors, languageCodes, clientCodes, tokenErrors, recordCodes, devopsCodes, cliCodes }) {
  const text = (entry) => (typeof entry === 'string' ? entry : (entry.message ?? entry.description ?? ''))
  const section = (title, codes) =>
    `## ${title}\n\n${table(
      ['code', 'meaning'],
      Object.entries(codes).map(([code, entry]) => [`\`${code}\``, text(entry)]),
    )}\n`
  return `${note}\n\n# Error codes\n\nStable; a message says what happened, with which value, and what to do next. The emulated services answer with the real services' own errors instead.\n\n${[
    section('Pipelines', languageCodes),
    section('Tokens', tokenErrors),
    section('Sources and exchanges', clientCodes),
    section('The lab', labErrors),
    section('Records', recordCodes),
    section('Reading an organization', devopsCodes),
    section('The command', cliCodes),
  ].join('\n')}`
}

function controlPage({ openApiDocument }) {
  const rows = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary, requestBody }]) => [
      `\`${method.toUpperCase()} ${path}\``,
      summary,
      requestBody
        ? Object.keys(requestBody.content['application/json'].schema.properties)
            .map((key) => `\`${key}\``)
            .join(', ')
        : '',
    ]),
  )
  return `${note}\n\n# The lab's control API\n\nHTTP on loopback, for the lab's owner: its address and secret are in a file (mode 0600) in the user's runtime directory. The lab serves the OpenAPI document itself.\n\n${table(['call', 'what it does', 'body'], rows)}\n`
}

const check = process.argv.includes('--check')
const source = await load()
const pages = {
  'faults.md': faultsPage(source),
  'errors.md': errorsPage(source),
  'control-api.md': controlPage(source),
}
let stale = false
for (const [name, text] of Object.entries(pages)) {
  const file = join('docs/reference', name)
  if (!check) {
    writeFileSync(file, text)
    continue
  }
  let current = ''
  try {
    current = readFileSync(file, 'utf8')
  } catch {}
  if (current === text) continue
  stale = true
  console.error(`${file} is not what the source says; run: npm run docs`)
}
process.exitCode = stale ? 1 : 0
