// Builds the explain page: one HTML file that reads logs in a browser, offline, with the code of `mintwell explain` inside.
//
//   npm run package:explain      # dist/explain/mintwell-explain.html and its SHA-256 beside it
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hashOf, pageAsset } from './page-assets.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const NAME = 'mintwell-explain.html'

/** Writes the page into a folder, and gives its path. */
export async function packageExplain(directory) {
  const script = await pageAsset('pages/explain/explain-page.ts', {
    // Of Node's modules the explainer needs this one function.
    alias: { 'node:crypto': './pages/explain/hash-in-browser.ts' },
  })
  const style = await pageAsset('pages/explain/explain-page.css')
  const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'))
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`
  const parts = { policy, script, style, version }
  const template = readFileSync(join(root, 'pages/explain/explain-page.html'), 'utf8')
  const page = template.replace(/%(policy|version)%|\/\* (script|style) \*\//g, (_, word, code) => parts[word ?? code])
  mkdirSync(directory, { recursive: true })
  const file = join(directory, NAME)
  writeFileSync(file, page)
  // The form that `sha256sum --check` reads.
  const sum = createHash('sha256').update(page).digest('hex')
  writeFileSync(`${file}.sha256`, `${sum}  ${NAME}\n`)
  return { file, bytes: Buffer.byteLength(page), sum }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist/explain') } } })
  const { file, bytes, sum } = await packageExplain(resolve(values.out))
  console.log(`${file}: ${bytes} bytes, SHA-256 ${sum}`)
}
