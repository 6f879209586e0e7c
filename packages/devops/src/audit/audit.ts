import { formatInstant, type Instant } from '@mintwell/clock'
import { instantOf } from '../members.ts'
import type { OrganizationConnection } from '../resources/connections.ts'
import { type AuditedConnection, auditConnection, byUrgency } from './audited-connection.ts'
import { type ConversionStep, conversionPlan } from './conversion-plan.ts'
import { presentTrust, trustAfterConversion } from './expected-trust.ts'
import { connectionIssuer, OLD_ISSUER } from './issuer-prefix.ts'
import { findLeftovers, type LeftoverTrust } from './leftover-trusts.ts'
import { matchTrust } from './match-trust.ts'
import type { FileUse, OrganizationFacts, Unread } from './organization-facts.ts'
import { partiesIn } from './relying-parties.ts'
import { nightsUntil, RETIREMENT } from './retirement.ts'
import { pipelinesOf } from './usage.ts'

/** The audit of an organization, or of folders of pipelines. */
export interface Audit {
  readonly schema: 1
  readonly organization: string | null
  readonly at: string
  readonly retirement: { readonly issuer: string; readonly on: string; readonly nights: number }
  /** Those that fail first come first. */
  readonly connections: readonly AuditedConnection[]
  readonly plan: readonly ConversionStep[]
  /** Credentials of the old issuer that no connection uses; null where nobody looked. */
  readonly leftovers: readonly LeftoverTrust[] | null
  readonly unread: readonly Unread[]
}

/**
 * Judges everything that was read.
 *
 * @param parties ids of relying parties that are known to take tokens of these connections, beside those that types, tasks and scripts show
 */
export function audit(facts: OrganizationFacts, now: Instant, parties: readonly string[] = []): Audit {
  const judge = judgeWith(facts, now, parties)
  const named = new Set<string>()
  const fromOrganization = facts.connections.map((connection) => {
    const keys = [
      connection.id,
      connection.name,
      ...connection.serviceEndpointProjectReferences.map(({ name }) => name),
    ]
    const file = keys.map((key) => facts.files.get(key.toLowerCase())).find((found) => found !== undefined)
    for (const key of keys) named.add(key.toLowerCase())
    return judge(connection, file)
  })
  const fromFiles = [...facts.files].flatMap(([key, file]) => (named.has(key) ? [] : [judge(undefined, file)]))
  const connections = [...fromOrganization, ...fromFiles].sort(byUrgency)
  return {
    schema: 1,
    organization: facts.organization,
    at: formatInstant(now),
    retirement: {
      issuer: OLD_ISSUER,
      on: formatInstant(RETIREMENT).slice(0, 10),
      nights: nightsUntil(RETIREMENT, now),
    },
    connections,
    plan: conversionPlan(connections),
    leftovers: facts.applications && findLeftovers(facts.applications, facts.connections),
    unread: facts.unread,
  }
}

/** What stops being true with the new issuer: its address, and subjects made of names. */
const PINNED = /\bvstoken\.dev\.azure\.com\b|\bsc:\/\//

type Judge = (connection: OrganizationConnection | undefined, file: FileUse | undefined) => AuditedConnection

function judgeWith(all: OrganizationFacts, now: Instant, parties: readonly string[]): Judge {
  const builds = new Map(all.builds.map((build) => [build.id, build]))
  const projectNames = new Map(all.projects.map(({ id, name }) => [id.toLowerCase(), name]))
  const applications = new Map((all.applications ?? []).map((each) => [each.appId.toLowerCase(), each]))
  return (found, file) => {
    const connection = found ?? namedOnly(file)
    const present = presentTrust(connection)
    const executions = all.executions.get(connection.id.toLowerCase())
    const history = pipelinesOf(executions ?? [], { builds, tasks: all.tasks, projectNames })
    const uses = [...history, ...(file?.uses ?? [])]
    const application = applications.get(connection.authorization?.parameters.serviceprincipalid?.toLowerCase() ?? '')
    const afterConversion = trustAfterConversion(connection)
    const ends = application?.credentialEnds.flatMap((end) => instantOf(end) ?? []) ?? []
    const traces = { type: connection.type, tasks: uses.flatMap(({ tasks }) => tasks), scripts: file?.scripts ?? [] }
    const issuer = connectionIssuer(connection)
    return auditConnection(
      {
        connection,
        issuer,
        present,
        afterConversion,
        match: application && present ? matchTrust(application, present, afterConversion) : null,
        credentialEnd: ends.length > 0 ? Math.max(...ends) : null,
        uses,
        isUseKnown: executions !== undefined,
        takesToken: file?.takesToken ?? false,
        pinsIssuer: (file?.scripts ?? []).some((script) => PINNED.test(script)),
        parties: [...new Set([...partiesIn(traces), ...(issuer === 'not-federated' ? [] : parties)])],
        now,
      },
      found !== undefined,
    )
  }
}

/** A connection of which only its name is known, from a pipeline: nothing of it is visible. */
function namedOnly(file: FileUse | undefined): OrganizationConnection {
  return {
    id: '',
    name: file?.name ?? '',
    type: file?.type ?? '',
    url: null,
    isShared: false,
    isReady: true,
    isDisabled: false,
    authorization: null,
    data: {},
    serviceEndpointProjectReferences: [],
  }
}
