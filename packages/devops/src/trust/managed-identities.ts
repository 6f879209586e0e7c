import { membersOf, textOf } from '../members.ts'
import type { DevOpsReader, Question } from '../reader/devops-reader.ts'
import { collectPages, listPages } from '../reader/pages.ts'
import { readTrustedSubject, type TrustingApplication } from './applications.ts'

/** The version of the provider that both lists are read with (Microsoft Learn, "Managed Identity REST API"). */
const VERSION = { 'api-version': '2023-01-31' } as const

/**
 * The user-assigned identities of a subscription that are in use by a connection, with their federated identity credentials (action
 * `Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read`, which Reader has).
 *
 * @param isWanted by client id; the credentials of the others are not read
 */
export async function readManagedIdentities(
  arm: DevOpsReader,
  subscriptionId: string,
  isWanted: (clientId: string) => boolean,
): Promise<readonly TrustingApplication[]> {
  const path = `subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`
  const identities = await list(arm, { path, query: VERSION, what: 'the managed identities' }, readIdentity)
  const found: TrustingApplication[] = []
  for (const { id, name, clientId } of identities) {
    if (!isWanted(clientId)) continue
    const below = { path: `${id.slice(1)}/federatedIdentityCredentials`, query: VERSION, what: `what ${name} trusts` }
    const federatedIdentityCredentials = await list(arm, below, readTrustedSubject)
    found.push({
      kind: 'managed-identity',
      appId: clientId,
      displayName: name,
      signInAudience: null,
      credentialEnds: [],
      federatedIdentityCredentials,
    })
  }
  return found
}

function list<T extends { readonly name: string }>(
  arm: DevOpsReader,
  question: Question,
  read: (item: unknown) => T | undefined,
): Promise<readonly T[]> {
  const pages = listPages(arm, {
    question,
    read,
    idOf: ({ name }) => name,
    nextOf: (_response, body) => {
      const link = textOf(membersOf(body).nextLink)
      return link && URL.canParse(link) ? (new URL(link).searchParams.get('$skiptoken') ?? undefined) : undefined
    },
    queryOf: (token) => ({ $skiptoken: token }),
  })
  return collectPages(pages)
}

interface Identity {
  /** The path of the resource, with its leading slash. */
  readonly id: string
  readonly name: string
  readonly clientId: string
}

/** What is no path of a resource is passed over: it becomes part of an address. */
const RESOURCE =
  /^\/subscriptions\/[\w-]+\/resourcegroups\/[^/?#]+\/providers\/[\w.]+\/userAssignedIdentities\/[\w-]+$/i

function readIdentity(value: unknown): Identity | undefined {
  const members = membersOf(value)
  const [id, name] = [textOf(members.id), textOf(members.name)]
  const clientId = textOf(membersOf(members.properties).clientId)
  return id && name && clientId && RESOURCE.test(id) ? { id, name, clientId } : undefined
}
