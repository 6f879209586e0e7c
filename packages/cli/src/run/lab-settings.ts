import { defaultSettings, type LabSettings } from '@mintwell/lab'
import type { FileSettings } from './settings.ts'

const seconds = (ms: number) => Math.round(ms / 1_000)

/** The settings of the lab from `mintwell.yml` and the command line, which has the last word. */
export function labSettings(file: FileSettings, issuer: 'entra' | 'ado' | undefined): LabSettings {
  const connections: Record<string, LabSettings['connections'][string]> = {}
  for (const [name, connection] of Object.entries(file.connections ?? {})) {
    const { idTokenLifetime, ...rest } = connection
    connections[name] = defined({
      ...rest,
      idTokenLifetimeSeconds: idTokenLifetime === undefined ? undefined : seconds(idTokenLifetime),
    })
  }
  return {
    ...defaultSettings,
    ...defined({
      organization: file.organization,
      project: file.project,
      tenant: file.tenant,
      issuer: issuer ?? file.issuer,
      idTokenLifetimeSeconds: file.idTokenLifetime === undefined ? undefined : seconds(file.idTokenLifetime),
      accessTokenLifetimeSeconds:
        file.accessTokenLifetime === undefined ? undefined : seconds(file.accessTokenLifetime),
      clockSkewSeconds: file.clockSkew === undefined ? undefined : seconds(file.clockSkew),
    }),
    connections,
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The same object without the entries that are undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
