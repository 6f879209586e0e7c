// Bundles the command: one entry and chunks that are loaded when they are needed, so that `mintwell` starts fast from any place; and beside it the hook that the
// lab loads into Node children.
import { build } from 'esbuild'

/** Writes the command into `outdir` and gives esbuild's metafiles, which name all that is inside. The code is not minified: a stack trace is to be read. */
export async function bundleCommand({ root, outdir }) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  }
  const results = [
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
    }),
    await build({
      ...common,
      entryPoints: ['packages/cli/src/node-hook/node-proxy-hook.cjs'],
      outfile: `${outdir}/node-proxy-hook.cjs`,
      format: 'cjs',
      external: ['./undici-for-node-20.cjs'],
    }),
    await build({
      ...common,
      // These two files and what they need: the whole package takes each Node child twice as long to load (measured: 61 ms and 31).
      stdin: {
        contents: `export { default as Agent } from 'undici-for-node-20/lib/dispatcher/agent.js'
export { default as buildConnector } from 'undici-for-node-20/lib/core/connect.js'`,
        resolveDir: root,
      },
      outfile: `${outdir}/undici-for-node-20.cjs`,
      format: 'cjs',
    }),
  ]
  return results.map(({ metafile }) => metafile)
}
