// Builds what an agent without npm runs: exec, token, exchange, inspect and explain in one minified file, with its SHA-256 beside it.
//
//   npm run package:ci           # dist/ci/mintwell.mjs, mintwell.mjs.sha256 and the licences of what is in it
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundledPackages, checkLicences, notices } from './extension/components.mjs'

/** The file may not grow beyond this: it is fetched in CI steps. */
const LARGEST_BYTES = 1_000_000

const root = fileURLToPath(new URL('..', import.meta.url))
const directory = `${root}dist/ci`
const file = `${directory}/mintwell.mjs`
mkdirSync(directory, { recursive: true })
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['packages/cli/src/ci-main.ts'],
  outfile: file,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  conditions: ['source'],
  // CommonJS dependencies call require() for Node's own modules.
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
})
chmodSync(file, 0o755)
const { size } = statSync(file)
if (size > LARGEST_BYTES) throw new Error(`${file} has ${size} bytes; it may have ${LARGEST_BYTES}`)
const sum = createHash('sha256').update(readFileSync(file)).digest('hex')
const packages = bundledPackages([metafile], root)
checkLicences(packages)
writeFileSync(`${directory}/THIRD-PARTY-NOTICES.txt`, notices(packages).replace('This extension', 'This file'))
// The form that `sha256sum --check` reads.
writeFileSync(`${file}.sha256`, `${sum}  mintwell.mjs\n`)
console.log(`dist/ci/mintwell.mjs: ${size} bytes, SHA-256 ${sum}`)
