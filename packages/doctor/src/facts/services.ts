import type { Environment } from '@mintwell/client'

/** A service that a step needs. */
export interface ExaminedService {
  readonly name: string
  readonly url: string
}

/** Where Entra is, by the name of the cloud that the connection's environment has (Microsoft Entra documentation, "National clouds"). */
const AUTHORITIES: Readonly<Record<string, string>> = {
  azureusgovernment: 'https://login.microsoftonline.us/',
  azurechinacloud: 'https://login.chinacloudapi.cn/',
}

/** The services that are looked at: the CI's own where there is one, and Entra at the authority that the step uses. */
export function servicesOf(env: Environment): readonly ExaminedService[] {
  const collection = env.SYSTEM_COLLECTIONURI || env.SYSTEM_TEAMFOUNDATIONCOLLECTIONURI
  const azureDevOps = originOf(collection) ?? 'https://dev.azure.com/'
  const cloud = (env.AZURE_ENVIRONMENT ?? '').toLowerCase()
  const entra = originOf(env.AZURE_AUTHORITY_HOST) ?? AUTHORITIES[cloud] ?? 'https://login.microsoftonline.com/'
  const github = originOf(env.ACTIONS_ID_TOKEN_REQUEST_URL)
  return [
    github === undefined ? { name: 'Azure DevOps', url: azureDevOps } : { name: 'GitHub', url: github },
    { name: 'Microsoft Entra', url: entra },
  ]
}

/** The origin of an https address; undefined where it is none. */
function originOf(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined
  const { protocol, origin } = new URL(address)
  return protocol === 'https:' ? `${origin}/` : undefined
}
