import type { Envelope } from '@mintwell/record'

/**
 * What the lab has to say of an event, in a line; undefined for most.
 *
 * @param configured the service connections of mintwell.yml, in lower case
 */
export function noteOf({ from, event }: Envelope, configured: ReadonlySet<string>): string | undefined {
  if (from !== 'lab') return undefined
  if (event.kind === 'connection-provisioned' && !configured.has(event.connection.toLowerCase()))
    return `the service connection '${event.connection}' is not in mintwell.yml: created it, with an app registration and a federated credential`
  if (event.kind === 'service-failed') return `a service of the lab failed (${event.service}): ${event.message}`
  return undefined
}
