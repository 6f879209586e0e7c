// From the start of the drop-in to the first line of its script, beside AzureCLI@2's calls of az before a script, with the same real az against the lab, in turn in one run;
// and the whole step where the script calls az once. Needs az; without one it says so.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bin } from './measure.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The task as it is packaged. */
async function bundle(directory) {
  await build({
    absWorkingDir: root,
    entryPoints: ['packages/azure-cli-task/src/adapters/mintwell-azure-cli.ts'],
    outfile: join(directory, 'index.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    conditions: ['source'],
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  })
}

if (spawnSync('az', ['version'], { stdio: 'ignore' }).status !== 0)
  console.log('skip task: there is no az on this machine')
else {
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
  try {
    mkdirSync(join(directory, 'temp'))
    await bundle(directory)
    const inside = fileURLToPath(new URL('./task/inside.mjs', import.meta.url))
    const lab = spawnSync(
      process.execPath,
      [bin, 'lab', 'exec', '--connection', 'bench', '--', process.execPath, inside, directory],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    )
    if (lab.status !== 0) process.exitCode = 1
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
