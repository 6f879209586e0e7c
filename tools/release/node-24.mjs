// Node 24 from the npm registry (package `node`), kept in a cache between checks.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The path of a Node 24; undefined where it cannot be had. */
export function findNode24() {
  if (process.versions.node.startsWith('24.')) return process.execPath
  const folder = fileURLToPath(new URL('../../node_modules/.cache/mintwell-node-24', import.meta.url))
  const node = join(folder, 'node_modules/node/bin/node')
  if (existsSync(node)) return node
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "node-24", "private": true }\n')
  try {
    // The package of the system itself: `node` would fetch it in an install script.
    const platform = process.platform === 'win32' ? 'win' : process.platform
    execFileSync(
      'npm',
      ['install', `node@npm:node-${platform}-${process.arch}@24`, '--ignore-scripts', '--no-audit', '--no-fund'],
      {
        cwd: folder,
        stdio: 'ignore',
        shell: process.platform === 'win32',
      },
    )
  } catch {
    return undefined
  }
  return existsSync(node) ? node : undefined
}
