import { ENTRA_HOST } from '../../ground/federation.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'

/** The hosts that are one instance of Entra (recordings of Microsoft's SDK tests). */
interface Instance {
  readonly preferred_network: string
  readonly preferred_cache: string
  readonly aliases: readonly string[]
}

/** The names under which the lab serves Entra. */
export const entraHosts: readonly string[] = [ENTRA_HOST, 'login.windows.net', 'login.microsoft.com', 'sts.windows.net']

const instances: readonly Instance[] = [
  { preferred_network: ENTRA_HOST, preferred_cache: 'login.windows.net', aliases: entraHosts },
  instance('login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'),
  instance('login.microsoftonline.de'),
  instance('login.microsoftonline.us', 'login.usgovcloudapi.net'),
  instance('login-us.microsoftonline.com'),
]

function instance(host: string, ...others: readonly string[]): Instance {
  return { preferred_network: host, preferred_cache: host, aliases: [host, ...others] }
}

/**
 * `GET /common/discovery/instance`: is the host of an authority one of Entra's? MSAL asks for every authority that it does not have compiled in.
 * Refuses with 50049 (`invalid_instance`) or 900144.
 */
export function instanceDiscovery(url: URL): object {
  const authority = url.searchParams.get('authorization_endpoint')
  if (!authority) refuse(stsErrors.missingParameter, { name: 'authorization_endpoint' })
  if (!URL.canParse(authority)) refuse(stsErrors.unknownInstance)
  const { hostname, pathname } = new URL(authority)
  if (!instances.some(({ aliases }) => aliases.includes(hostname))) refuse(stsErrors.unknownInstance)
  const tenant = pathname.split('/')[1] || 'common'
  return {
    tenant_discovery_endpoint: `https://${hostname}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: instances,
  }
}
