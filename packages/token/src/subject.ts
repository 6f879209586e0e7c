import { decodeBase64url } from './base64url.ts'

/** What the subject of a token names. */
export type Subject =
  | {
      /** An Azure DevOps service connection by its names, from the Azure DevOps issuer: `sc://org/project/connection`. */
      readonly kind: 'service-connection'
      readonly organization: string
      readonly project: string
      readonly connection: string
    }
  | {
      /** An Azure DevOps pipeline, from a token that was asked for without a connection: `p://org/project/pipeline`. */
      readonly kind: 'pipeline'
      readonly organization: string
      readonly project: string
      readonly pipeline: string
    }
  | {
      /** An Azure DevOps service connection by its GUIDs, from the Entra issuer: independent of names, new when the connection is created anew. */
      readonly kind: 'entra-service-connection'
      readonly cloud: string
      readonly tenantId: string
      readonly applicationId: string
      readonly organizationId: string
      readonly connectionId: string
    }
  | {
      /** A GitHub repository and where in it: `repo:owner/name:ref:refs/heads/main`, with ids behind `@` where the owner opted for immutable subjects. */
      readonly kind: 'github-repository'
      readonly owner: string
      readonly repository: string
      readonly ownerId: string | null
      readonly repositoryId: string | null
      readonly context: string
    }
  | {
      /** A GitLab project and its ref: `project_path:group/project:ref_type:branch:ref:main`. */
      readonly kind: 'gitlab-project'
      readonly project: string
      readonly refType: string
      readonly ref: string
    }
  | { readonly kind: 'kubernetes-service-account'; readonly namespace: string; readonly account: string }
  | { readonly kind: 'unknown' }

const GUID = '([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})'
/** As in the samples of sigstore/fulcio#1803 and gravitational/teleport RFD 0211; 22 characters are the 16 bytes of a GUID in base64url. */
const ENTRA_CONNECTION = new RegExp(`^/eid1/c/([^/]+)/t/([\\w-]{22})/a/([\\w-]{22})/sc/${GUID}/${GUID}$`)
const AZURE_DEVOPS = /^(sc|p):\/\/([^/]+)\/([^/]+)\/(.+)$/
const GITHUB = /^repo:([^/@:]+)(?:@(\d+))?\/([^/@:]+)(?:@(\d+))?:(.+)$/
const GITLAB = /^project_path:([^:]+):ref_type:([^:]+):ref:(.+)$/
const KUBERNETES = /^system:serviceaccount:([^:]+):([^:]+)$/

/**
 * Reads what a subject names; `{kind: 'unknown'}` where it has no form known here.
 *
 * @example readSubject('sc://contoso/shop/azure-production') // {kind: 'service-connection', organization: 'contoso', …}
 */
export function readSubject(subject: string | null): Subject {
  if (subject === null) return { kind: 'unknown' }
  return entraConnection(subject) ?? azureDevOps(subject) ?? github(subject) ?? others(subject)
}

function entraConnection(subject: string): Subject | undefined {
  const [, cloud, tenant, application, organizationId, connectionId] = ENTRA_CONNECTION.exec(subject) ?? []
  const tenantId = tenant && guidOf(tenant)
  const applicationId = application && guidOf(application)
  if (!cloud || !tenantId || !applicationId || !organizationId || !connectionId) return undefined
  return { kind: 'entra-service-connection', cloud, tenantId, applicationId, organizationId, connectionId }
}

/** The GUID of 16 bytes in .NET's order, whose first three fields have their bytes reversed [measured on public samples: `rISbSSETf0KqFyZ8ppdXmA` is 499b84ac-…]. */
function guidOf(text: string): string | undefined {
  const bytes = decodeBase64url(text)
  if (bytes?.length !== 16) return undefined
  const hexOf = (some: Iterable<number>) => [...some].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const hex = (from: number, to: number) => hexOf(bytes.subarray(from, to))
  const reversed = (from: number, to: number) => hexOf([...bytes.subarray(from, to)].reverse())
  return [reversed(0, 4), reversed(4, 6), reversed(6, 8), hex(8, 10), hex(10, 16)].join('-')
}

function azureDevOps(subject: string): Subject | undefined {
  const [, scheme, organization, project, name] = AZURE_DEVOPS.exec(subject) ?? []
  if (!organization || !project || !name) return undefined
  return scheme === 'sc'
    ? { kind: 'service-connection', organization, project, connection: name }
    : { kind: 'pipeline', organization, project, pipeline: name }
}

function github(subject: string): Subject | undefined {
  const [, owner, ownerId = null, repository, repositoryId = null, context] = GITHUB.exec(subject) ?? []
  if (!owner || !repository || !context) return undefined
  return { kind: 'github-repository', owner, repository, ownerId, repositoryId, context }
}

function others(subject: string): Subject {
  const [, project, refType, ref] = GITLAB.exec(subject) ?? []
  if (project && refType && ref) return { kind: 'gitlab-project', project, refType, ref }
  const [, namespace, account] = KUBERNETES.exec(subject) ?? []
  if (namespace && account) return { kind: 'kubernetes-service-account', namespace, account }
  return { kind: 'unknown' }
}

/** The service connection that a subject names: `org/project/connection`, or its GUID from the Entra issuer; null where it names none. */
export function connectionOf(subject: Subject): string | null {
  if (subject.kind === 'service-connection') return `${subject.organization}/${subject.project}/${subject.connection}`
  return subject.kind === 'entra-service-connection' ? subject.connectionId : null
}
