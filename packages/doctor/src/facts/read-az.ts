import type { DoctorPorts } from '../ports/doctor-ports.ts'
import type { AzFacts } from './facts.ts'

/** MSAL's cache of HTTP answers in az's configuration directory (azure-cli, `azure/cli/core/auth/identity.py`). */
const HTTP_CACHE = 'msal_http_cache.bin'

/** Asks az for its version, and looks at when its cache was last written. az logs in for neither. */
export async function readAz(ports: DoctorPorts): Promise<AzFacts> {
  const { env } = ports
  const home = env.HOME || env.USERPROFILE
  const directory = env.AZURE_CONFIG_DIR || (home === undefined ? undefined : `${home}/.azure`)
  const modifiedAt = directory === undefined ? undefined : ports.modifiedAt(`${directory}/${HTTP_CACHE}`)
  const output = await ports.run('az', ['version', '-o', 'json'], ports.signal)
  return { version: versionOf(output), httpCacheModifiedAt: modifiedAt ?? null }
}

function versionOf(output: string | undefined): string | null {
  try {
    const { 'azure-cli': version } = JSON.parse(output ?? '') as { 'azure-cli'?: unknown }
    return typeof version === 'string' && /^\d+\.\d+\.\d+/.test(version) ? version : null
  } catch {
    return null
  }
}
