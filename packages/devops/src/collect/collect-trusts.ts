import { OLD_ISSUER } from '../audit/issuer-prefix.ts'
import type { Unread } from '../audit/organization-facts.ts'
import { DevOpsError, type DevOpsErrorCode } from '../errors.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { inParallel } from '../reader/in-parallel.ts'
import { REQUESTS_AT_ONCE } from '../reader/pace.ts'
import type { OrganizationConnection } from '../resources/connections.ts'
import { listTrustingApplications, readApplications, type TrustingApplication } from '../trust/applications.ts'
import { readManagedIdentities } from '../trust/managed-identities.ts'

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What concerns one list alone. Graph is known to break its JSON off at a credential that has an expression (microsoftgraph/msgraph-sdk-python#1359). */
const LOCAL: readonly DevOpsErrorCode[] = ['ERR_DEVOPS_FORBIDDEN', 'ERR_DEVOPS_NOT_FOUND', 'ERR_DEVOPS_ANSWER']

/** What was found of those who trust connections, and what could not be read. */
export interface CollectedTrusts {
  readonly applications: readonly TrustingApplication[]
  readonly unread: readonly Unread[]
}

/**
 * Reads who trusts the tokens of connections: their app registrations and all that trust the old issuer from Graph, and from ARM those managed identities of the connections' own
 * subscriptions that are no app registration. What may not be read is listed.
 *
 * @throws DevOpsError where a service accepts the token nowhere, or cannot be reached
 */
export async function collectTrusts(
  services: { readonly graph: DevOpsReader; readonly arm?: DevOpsReader | undefined },
  connections: readonly OrganizationConnection[],
): Promise<CollectedTrusts> {
  const unread: Unread[] = []
  const byId = new Map<string, TrustingApplication>()
  const add = (found: readonly TrustingApplication[]) => {
    for (const each of found) byId.set(each.appId.toLowerCase(), each)
  }
  const clientIds = distinct(connections, 'serviceprincipalid')
  await unlessForbidden('the applications of the connections', unread, async () => {
    add(await readApplications(services.graph, clientIds))
    for await (const page of listTrustingApplications(services.graph, OLD_ISSUER)) add(page)
  })
  const missing = new Set(clientIds.filter((id) => !byId.has(id)))
  const { arm } = services
  if (!arm || missing.size === 0) return { applications: [...byId.values()], unread }
  const subscriptions = connections
    .filter(({ authorization }) => missing.has(authorization?.parameters.serviceprincipalid?.toLowerCase() ?? ''))
    .map(({ data }) => data.subscriptionid?.toLowerCase() ?? '')
  await inParallel(
    [...new Set(subscriptions)].filter((id) => GUID.test(id)),
    REQUESTS_AT_ONCE,
    (subscription) =>
      unlessForbidden(`the managed identities of subscription ${subscription}`, unread, async () =>
        add(await readManagedIdentities(arm, subscription, (id) => missing.has(id.toLowerCase()))),
      ),
  )
  return { applications: [...byId.values()], unread }
}

/** The ids that connections have in a parameter, each once; what is none is passed over, because it becomes part of a question. */
function distinct(connections: readonly OrganizationConnection[], parameter: string): readonly string[] {
  const ids = connections.flatMap(({ authorization }) => authorization?.parameters[parameter]?.toLowerCase() ?? [])
  return [...new Set(ids)].filter((id) => GUID.test(id))
}

async function unlessForbidden(what: string, unread: Unread[], read: () => Promise<void>): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (!(error instanceof DevOpsError)) throw error
    if (!LOCAL.includes(error.code)) throw error
    unread.push({ what, code: error.code, message: error.message })
  }
}
