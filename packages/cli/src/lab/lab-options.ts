import { parseInstant } from '@mintwell/clock'
import { checkAllowedHosts } from '../run/allowed-hosts.ts'
import { readRoutes } from '../run/routes.ts'
import { readSettings } from '../run/settings-file.ts'
import { UsageError } from '../verb.ts'
import type { StandingLabOptions } from './standing-lab.ts'

/** The options that `lab up` and `lab exec` share, for `util.parseArgs`. */
export const LAB_OPTIONS = {
  config: { type: 'string' },
  data: { type: 'string' },
  fault: { type: 'string', multiple: true },
  issuer: { type: 'string' },
  route: { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  start: { type: 'string' },
} as const

/** What `--help` says of them. */
export const LAB_OPTIONS_HELP = `  --config FILE             settings (mintwell.yml): tenant, connections, lifetimes, routes
  --data DIR                keep keys and objects there, for the next lab
  --fault NAME[:key=value,…]  switch a fault on; repeatable (mintwell run --list-faults)
  --issuer entra|ado        who issues ID tokens (default: entra)
  --route HOST=URL          send this public host to a service of your own, Host and path kept; repeatable
  --allow-host HOST         let programs reach this public host; repeatable
  --start TIME              put the clock there; sleeping takes no time then (default: the real clock)`

export interface LabOptionValues {
  readonly config?: string
  readonly data?: string
  readonly fault?: string[]
  readonly issuer?: string
  readonly route?: string[]
  readonly 'allow-host'?: string[]
  readonly start?: string
}

type SharedOptions = Pick<
  StandingLabOptions,
  'settings' | 'faults' | 'issuer' | 'routes' | 'allowHosts' | 'start' | 'data'
>

/** Reads the shared options. Throws UsageError or SettingsError. */
export async function readLabOptions(values: LabOptionValues, cwd: string): Promise<SharedOptions> {
  const { issuer, start } = values
  if (issuer !== undefined && issuer !== 'entra' && issuer !== 'ado')
    throw new UsageError(`--issuer takes entra or ado, not '${issuer}'.`)
  const instant = start === undefined ? undefined : parseInstant(start)
  if (start !== undefined && instant === undefined)
    throw new UsageError(`--start takes an instant such as 2026-04-20T01:04:56Z, not '${start}'.`)
  const settings = await readSettings(`${cwd}/mintwell.yml`, values.config)
  await checkAllowedHosts(values['allow-host'] ?? [], settings.allowHosts)
  const routes = readRoutes(settings, values.route ?? [])
  return {
    settings,
    faults: values.fault ?? [],
    issuer,
    routes,
    allowHosts: values['allow-host'] ?? [],
    start: instant,
    data: values.data,
  }
}
