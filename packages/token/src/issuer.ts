/** Who issues a token, as far as its issuer and subject tell. */
export type IssuerKind = 'entra' | 'azure-devops' | 'github' | 'gitlab' | 'kubernetes' | 'other'

/** What each kind of issuer is called; `other` is whatever a text makes of it. */
export const issuerNames = {
  entra: 'Microsoft Entra',
  'azure-devops': 'Azure DevOps',
  github: 'GitHub Actions',
  gitlab: 'GitLab',
  kubernetes: 'Kubernetes',
} as const satisfies Partial<Record<IssuerKind, string>>

const GUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'

/**
 * The issuers of Microsoft Entra: v2.0 at the login host of each cloud (public, US Government, China, the former Germany), v1.0 at the sts hosts
 * (Microsoft Entra documentation, "National clouds" and "Access tokens"; the sts hosts also in Azurite's source).
 */
const ENTRA: readonly RegExp[] = [
  new RegExp(
    `^https://login\\.(?:microsoftonline\\.(?:com|us|de)|partner\\.microsoftonline\\.cn|chinacloudapi\\.cn)/${GUID}/v2\\.0$`,
  ),
  new RegExp(`^https://sts\\.(?:windows\\.net|windows-ppe\\.net|chinacloudapi\\.cn|microsoftonline\\.de)/${GUID}/$`),
]

/** `https://vstoken.dev.azure.com/{organization's GUID}`, no slash at the end [public: teleport RFD 0211]. Retires on 2027-07-01. */
const AZURE_DEVOPS = new RegExp(`^https://vstoken\\.dev\\.azure\\.com/${GUID}$`)

/** github.com with or without an enterprise's slug, GitHub Enterprise Cloud with data residency, GitHub Enterprise Server (GitHub documentation, "OpenID Connect reference"). */
const GITHUB: readonly RegExp[] = [
  /^https:\/\/token\.actions\.githubusercontent\.com(?:\/[A-Za-z0-9_-]+)?$/,
  /^https:\/\/token\.actions\.[A-Za-z0-9-]+\.ghe\.com$/,
  /^https:\/\/[^/?#]+\/_services\/token$/,
]

/**
 * Tells who issued a token. GitLab and Kubernetes issue from any host, so they are told by the form of their subjects
 * (GitLab documentation, "ID token payload"; Kubernetes documentation, "Service account tokens").
 */
export function issuerKind(issuer: string | null, subject: string | null): IssuerKind {
  if (issuer === null) return 'other'
  if (ENTRA.some((form) => form.test(issuer))) return 'entra'
  if (AZURE_DEVOPS.test(issuer)) return 'azure-devops'
  if (GITHUB.some((form) => form.test(issuer))) return 'github'
  if (issuer === 'https://gitlab.com' || subject?.startsWith('project_path:')) return 'gitlab'
  if (subject?.startsWith('system:serviceaccount:')) return 'kubernetes'
  return 'other'
}
