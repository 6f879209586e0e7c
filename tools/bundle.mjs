// Bundles the command: one entry and chunks that are loaded when they are needed, so that `mintwell` starts fast from any place; and beside it the hook that the
// lab loads into Node children.
import { renameSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const target = 'packages/cli/dist/command'
// Built aside and then renamed: a build that fails leaves the command as it was.
const outdir = `${target}.new`
rmSync(outdir, { recursive: true, force: true })
const common = { bundle: true, platform: 'node', target: 'node20.19', legalComments: 'none', logLevel: 'warning' }
await build({
  ...common,
  entryPoints: ['packages/cli/src/main.ts'],
  outdir,
  splitting: true,
  format: 'esm',
  conditions: ['source'],
  // CommonJS dependencies call require() for Node's own modules.
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
})
await build({
  ...common,
  entryPoints: ['packages/cli/src/node-hook/node-proxy-hook.cjs'],
  outfile: `${outdir}/node-proxy-hook.cjs`,
  format: 'cjs',
  external: ['./undici-for-node-20.cjs'],
})
await build({
  ...common,
  stdin: { contents: "export { Agent, buildConnector } from 'undici-for-node-20'", resolveDir: '.' },
  outfile: `${outdir}/undici-for-node-20.cjs`,
  format: 'cjs',
})
rmSync(target, { recursive: true, force: true })
renameSync(outdir, target)
