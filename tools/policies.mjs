// Writes docs/policies.md and its charts from a simulation of refresh rules. With --check it only says whether they are up to date (exit 1 when not).
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const directory = mkdtempSync(join(root, 'node_modules/.mintwell-policies-'))
try {
  const outfile = join(directory, 'page.mjs')
  await build({
    absWorkingDir: root,
    entryPoints: ['tools/policies/page.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
    logLevel: 'error',
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  })
  const { policyFiles } = await import(pathToFileURL(outfile))
  for (const [name, text] of Object.entries(policyFiles())) {
    const path = join(root, 'docs', name)
    const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (before === text) continue
    if (process.argv.includes('--check')) {
      process.exitCode = 1
      console.error(`docs/${name} is not up to date: run \`node tools/policies.mjs\`.`)
    } else {
      writeFileSync(path, text)
      console.log(`docs/${name} written`)
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
