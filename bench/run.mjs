// Runs the measurements one after the other: all, or those named. Exit code 1 when a ratio is over its limit.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Services last: it binds this process to a core.
const known = ['start', 'lab', 'plan', 'lint', 'steps', 'nights', 'exec', 'task', 'services']
const chosen = process.argv.slice(2)
for (const name of chosen.length > 0 ? chosen : known) {
  if (name === 'services') installPeers()
  await import(`./${name}.mjs`)
}

/** The services that the lab is measured beside have a lockfile of their own, so that nobody else installs them. Without them the rest is measured. */
function installPeers() {
  const peers = fileURLToPath(new URL('peers', import.meta.url))
  if (existsSync(`${peers}/node_modules`)) return
  try {
    execFileSync('npm', ['ci', '--prefix', peers, '--no-audit', '--no-fund'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  } catch (error) {
    console.log(`     the peers could not be installed: ${error.message}`)
  }
}
