// Builds what a report's page has inside of it: its script and its style, minified, with the hashes that its Content-Security-Policy names. Part of `npm run build`, before the compiler.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = `${root}packages/report/src/assets/page-assets.ts`

/** The text of a script or style sheet of a page, minified; nothing in it ends the element that it stands in. */
export async function pageAsset(entryPoint, options = {}) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    legalComments: 'none',
    logLevel: 'warning',
    charset: 'utf8',
    conditions: ['source'],
    ...options,
  })
  // In strings and expressions `\x3c` is the same character, and does not begin a tag.
  const text = outputFiles[0].text.trim().replace(/<(?=!--|\/(?:script|style))/gi, '\\x3c')
  return text
}

/** The source expression of a Content-Security-Policy that allows this text (CSP 3, 2.3.1). */
export const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`

async function writeAssets() {
  const script = await pageAsset('packages/report/browser/history-page.ts')
  const style = await pageAsset('packages/report/browser/history-page.css')
  const assets = { script, scriptHash: hashOf(script), style, styleHash: hashOf(style) }
  const text = `/** The script and the style of a page, and the hashes that its Content-Security-Policy names. Written by tools/page-assets.mjs from packages/report/browser. */
export const pageAssets = ${JSON.stringify(assets, null, 2)} as const
`
  // Untouched where nothing changed: the compiler goes by it.
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeAssets()
