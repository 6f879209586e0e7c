import { listOf, membersOf, textOf } from '../members.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { listPages } from '../reader/pages.ts'

/** An application of Entra with what may be presented for it: secrets only by their ends. */
export interface TrustingApplication {
  /** Where it was found: an app registration, or a managed identity. */
  readonly kind: 'application' | 'managed-identity'
  readonly appId: string
  readonly displayName: string
  /** `AzureADMyOrg`, `AzureADMultipleOrgs` …; null where it is not known. */
  readonly signInAudience: string | null
  /** When its secrets and certificates end, as Graph writes it. */
  readonly credentialEnds: readonly string[]
  readonly federatedIdentityCredentials: readonly TrustedSubject[]
}

/** A federated identity credential: whose tokens are taken. */
export interface TrustedSubject {
  readonly name: string
  readonly issuer: string
  /** Null where an expression stands in its place (`claimsMatchingExpression`). */
  readonly subject: string | null
  readonly audiences: readonly string[]
}

/** The application ids that one filter may name (Microsoft Learn, "OData query parameters": 15 expressions with `in`). */
const IDS_A_FILTER = 15

/**
 * App registrations by their client ids, with their federated identity credentials, which says in one answer who trusts what (permission Application.Read.All).
 *
 * @param clientIds GUIDs
 */
export async function readApplications(
  graph: DevOpsReader,
  clientIds: readonly string[],
): Promise<readonly TrustingApplication[]> {
  const found: TrustingApplication[] = []
  for (let from = 0; from < clientIds.length; from += IDS_A_FILTER) {
    const ids = clientIds.slice(from, from + IDS_A_FILTER).map((id) => `'${id}'`)
    for await (const page of listApplications(graph, `appId in (${ids.join(',')})`)) found.push(...page)
  }
  return found
}

/** App registrations that trust an issuer whose address begins so: an advanced query, which Graph answers only with `ConsistencyLevel: eventual` and `$count`. */
export function listTrustingApplications(graph: DevOpsReader, issuerPrefix: string) {
  return listApplications(graph, `federatedIdentityCredentials/any(f:startsWith(f/issuer,'${issuerPrefix}'))`)
}

function listApplications(graph: DevOpsReader, filter: string): AsyncGenerator<readonly TrustingApplication[]> {
  const query = {
    $count: 'true',
    $filter: filter,
    $expand: 'federatedIdentityCredentials',
    $select: 'id,appId,displayName,signInAudience,passwordCredentials,keyCredentials',
    $top: 100,
  }
  return listPages(graph, {
    question: { path: 'v1.0/applications', query, what: 'the applications' },
    read: readApplication,
    idOf: ({ appId }) => appId,
    nextOf: (_response, body) => skipTokenOf(body),
    queryOf: (token) => ({ $skiptoken: token }),
  })
}

/** Graph says where the next page is by its whole address; of that only the token is used, so that the access token stays with this host. */
function skipTokenOf(body: unknown): string | undefined {
  const link = textOf(membersOf(body)['@odata.nextLink'])
  if (!link || !URL.canParse(link)) return undefined
  return new URL(link).searchParams.get('$skiptoken') ?? undefined
}

/** An application as Graph has it, or as it was kept; undefined where it is none. */
export function readApplication(value: unknown): TrustingApplication | undefined {
  const members = membersOf(value)
  const [appId, displayName] = [textOf(members.appId), textOf(members.displayName)]
  if (!appId || !Array.isArray(members.federatedIdentityCredentials)) return undefined
  const ends = [...listOf(members.passwordCredentials), ...listOf(members.keyCredentials)].flatMap(
    (credential) => textOf(membersOf(credential).endDateTime) ?? [],
  )
  return {
    kind: members.kind === 'managed-identity' ? 'managed-identity' : 'application',
    appId,
    displayName: displayName ?? appId,
    signInAudience: textOf(members.signInAudience) ?? null,
    credentialEnds: [...ends, ...listOf(members.credentialEnds).flatMap((end) => textOf(end) ?? [])],
    federatedIdentityCredentials: members.federatedIdentityCredentials.flatMap(
      (each) => readTrustedSubject(each) ?? [],
    ),
  }
}

/** A federated identity credential as Graph has it (flat), or ARM (below `properties`); undefined where it is none. */
export function readTrustedSubject(value: unknown): TrustedSubject | undefined {
  const members = membersOf(value)
  const { issuer, subject, audiences } = { ...members, ...membersOf(members.properties) }
  const [issuerText, subjectText] = [textOf(issuer), textOf(subject)]
  if (!issuerText) return undefined
  return {
    name: textOf(members.name) ?? '',
    issuer: issuerText,
    subject: subjectText ?? null,
    audiences: listOf(audiences).flatMap((audience) => textOf(audience) ?? []),
  }
}
