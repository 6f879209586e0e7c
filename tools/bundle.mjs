// Bundles the command for this workspace: packages/cli/dist/command, which packages/cli/bin/mintwell.mjs starts.
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleCommand } from './bundle-command.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = `${root}packages/cli/dist/command`
// Built aside and then renamed: a build that fails leaves the command as it was.
const outdir = `${target}.new`
rmSync(outdir, { recursive: true, force: true })
await bundleCommand({ root, outdir })
rmSync(target, { recursive: true, force: true })
renameSync(outdir, target)
