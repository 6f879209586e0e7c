// Builds what an agent without npm runs: exec, token, exchange, inspect and explain in one minified file, with its SHA-256 beside it.
//
//   npm run package:ci           # dist/ci/mintwell.mjs, mintwell.mjs.sha256 and the licences of others' work in it, if any
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundledPackages, checkLicences, notices } from './extension/components.mjs'

/** The file may not grow beyond this: it is fetched in CI steps. */
const LARGEST_BYTES = 1_000_000

/**
 * Node's own modules by `require` where they are first needed: as imports of one file they would all be loaded at its start, which costs more than all else (measured).
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' },
    )
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }))
  },
}

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
  plugins: [lazyBuiltins],
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
if (packages.length > 0) writeFileSync(`${directory}/THIRD-PARTY-NOTICES.txt`, notices(packages, 'This file'))
// The form that `sha256sum --check` reads.
writeFileSync(`${file}.sha256`, `${sum}  mintwell.mjs\n`)
console.log(`dist/ci/mintwell.mjs: ${size} bytes, SHA-256 ${sum}`)
