// Tries the public packages as their users will: packed, installed into an empty folder without scripts, and run from there with nothing of the workspace around.
//
//   npm run release:check              # all checks, with the Node that runs this and with Node 24
//   npm run release:check -- --quick   # packing, installing, the version, explain and the types: seconds
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { commandChecks } from './command-checks.mjs'
import { installTarball } from './install.mjs'
import { libraryChecks } from './library-checks.mjs'
import { findNode24 } from './node-24.mjs'
import { packAll } from './pack.mjs'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const place = mkdtempSync(join(tmpdir(), 'mintwell-release-check-'))
let failed = 0

try {
  const packages = await packAll({ destination: join(place, 'tarballs') })
  for (const { name, version, packed, installed } of packages)
    console.log(`${name} ${version}: ${packed} bytes packed, ${installed} installed`)
  const [command, client] = packages
  const folders = {
    command: installTarball(command, join(place, 'command')),
    client: installTarball(client, join(place, 'client')),
  }
  await checkWith(process.execPath, folders, command.version)
  if (!values.quick) {
    const node24 = findNode24()
    if (node24) await checkWith(node24, folders, command.version)
    else console.log('skipped: Node 24 could not be fetched from the npm registry')
  }
} finally {
  rmSync(place, { recursive: true, force: true })
}
if (failed > 0) {
  console.error(`${failed} of the checks failed`)
  process.exitCode = 1
}

async function checkWith(node, folders, version) {
  const label = `with ${node === process.execPath ? process.version : 'Node 24'}`
  const checks = [
    ...commandChecks({ node, label, folder: folders.command, version }),
    ...libraryChecks({ node, label, folder: folders.client }),
  ]
  for (const { title, isQuick, check } of checks) {
    if (values.quick && !isQuick) continue
    const start = performance.now()
    try {
      await check()
      console.log(`ok: ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
    } catch (error) {
      failed += 1
      console.error(`failed: ${title}: ${error.message}`)
    }
  }
}
