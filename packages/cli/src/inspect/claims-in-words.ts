import { readSubject, type Token } from '@mintwell/token'

/** What the claims of a token name, in words: a name and a value each. */
export type ClaimsInWords = Readonly<Record<string, string>>

/** Ids of Microsoft's own applications that tokens for exchanges carry (samples in sigstore/fulcio#1803; Microsoft Learn, "Application IDs of commonly used Microsoft applications"). */
const KNOWN_IDS: Readonly<Record<string, string>> = {
  'fb60f99c-7a34-4190-8149-302f77469936': 'api://AzureADTokenExchange',
  '499b84ac-1321-427f-aa17-267ca6975798': 'Azure DevOps',
}

/** The tenant of an issuer of Entra. */
const TENANT = /^https:\/\/[^/]+\/([0-9a-f-]{36})(?:\/|$)/i

/**
 * Says what issuer, subject, audience and authorized party name, as far as their forms are known: the organization, project and connection of Azure DevOps, the tenant inside a subject of
 * the Entra issuer, the repository of GitHub. Ids that everybody's tokens have are named.
 */
export function claimsInWords(token: Token): ClaimsInWords {
  const azp = Object.hasOwn(token.claims, 'azp') ? token.claims.azp : undefined
  const [audience] = [token.audience].flat()
  const [, issuerTenant] = token.issuerKind === 'entra' ? (TENANT.exec(token.issuer ?? '') ?? []) : []
  return {
    ...subjectInWords(token),
    ...(issuerTenant === undefined ? {} : { issuerTenant }),
    ...(audience && KNOWN_IDS[audience] ? { audience: KNOWN_IDS[audience] } : {}),
    ...(typeof azp === 'string' && KNOWN_IDS[azp] ? { authorizedParty: KNOWN_IDS[azp] } : {}),
  }
}

function subjectInWords(token: Token): ClaimsInWords {
  const subject = readSubject(token.subject)
  switch (subject.kind) {
    case 'service-connection': {
      const { organization, project, connection } = subject
      return { organization, project, connection }
    }
    case 'pipeline': {
      const { organization, project, pipeline } = subject
      return { organization, project, pipeline }
    }
    case 'entra-service-connection': {
      const { organizationId, connectionId, tenantId, applicationId, cloud } = subject
      const application = KNOWN_IDS[applicationId] ?? applicationId
      return {
        organization: organizationId,
        connection: connectionId,
        tenant: tenantId,
        application,
        cloud: cloud === 'pub' ? 'public' : cloud,
      }
    }
    case 'github-repository':
      return { repository: `${subject.owner}/${subject.repository}`, context: subject.context }
    case 'gitlab-project':
      return { project: subject.project, [subject.refType]: subject.ref }
    case 'kubernetes-service-account':
      return { namespace: subject.namespace, account: subject.account }
    case 'unknown':
      return {}
  }
}
