import { isIP } from 'node:net'
import { UsageError } from '../verb.ts'

/** A host name, perhaps as a pattern (`*.example.com`): labels of letters, digits, `-` and `_` (RFC 1123, section 2.1; names of other alphabets as they are written). */
const NAME =
  /^(?:\*\.)?(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)*[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.?$/u

function isHost(host: string): boolean {
  return NAME.test(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0
}

/**
 * Refuses hosts to be opened that are no host names, or are private as they are written: the gateway never passes there, and the user would hear of it only from a step that fails.
 *
 * @param given what `--allow-host` named
 * @param settings `allowHosts` of `mintwell.yml`
 * @throws {@link UsageError}
 */
export async function checkAllowedHosts(given: readonly string[], settings: readonly string[] = []): Promise<void> {
  if (given.length + settings.length === 0) return
  const { isPrivateHost } = await import('@mintwell/lab')
  const sources = [
    ['--allow-host', given],
    ['allowHosts in the settings', settings],
  ] as const
  for (const [source, hosts] of sources) {
    const wrong = hosts.find((host) => !isHost(host))
    if (wrong !== undefined)
      throw new UsageError(
        `${source} takes host names such as example.com or *.example.com, without a scheme, port or path; '${wrong.slice(0, 80)}' is not one.`,
      )
    const host = hosts.find(isPrivateHost)
    if (host !== undefined)
      throw new UsageError(
        `${source} opens public hosts only, and '${host}' is not one. Send a public name to a service of your own: --route NAME=URL; what listens on this machine is reached under its own address, without either.`,
      )
  }
}

/** What is said of a host that a step asked for and was refused; `leadsTo` where it was opened and leads to an address that is not public. */
export function sayRefused(asker: string, host: string, leadsTo: string | undefined): string {
  return leadsTo === undefined
    ? `${asker} asked for ${host}, which is refused; --allow-host ${host} opens it`
    : `${asker} asked for ${host}, which leads to ${leadsTo}: --allow-host opens public addresses only; --route ${host}=URL sends it to a service of your own`
}
