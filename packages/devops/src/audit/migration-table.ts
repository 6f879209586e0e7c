import type { JudgedConnection, RiskSeverity } from './connection-facts.ts'
import { createCredential } from './create-credential.ts'
import { nightsUntil, RETIREMENT } from './retirement.ts'

/** Where a connection stands in the change of issuers. */
export type MigrationVerdict =
  | 'not-visible'
  | 'unclear'
  | 'draft'
  | 'exempt-cloud'
  | 'exempt-multi-tenant'
  | 'renamed'
  | 'no-trust'
  | 'ready'
  | 'due'
  | 'broken'
  | 'leftover'
  | 'done'
  | 'other-issuer'
  | 'secret-expired'
  | 'secret'
  | 'not-federated'

/** A row of the table: what is seen, what follows, and what to do. */
export interface MigrationRow {
  readonly verdict: MigrationVerdict
  /** Undefined where it is no risk. */
  readonly severity?: RiskSeverity
  applies(facts: JudgedConnection): boolean
  says(facts: JudgedConnection): string
  cure(facts: JudgedConnection): string
  command?(facts: JudgedConnection): string | undefined
  nights?(facts: JudgedConnection): number | null
}

const untilRetirement = ({ now }: JudgedConnection) => nightsUntil(RETIREMENT, now)
const PORTAL = 'Project settings > Service connections > this connection > Update'
const CONVERT_SECRET =
  'Project settings > Service connections > this connection > Convert: it is then federated, with Entra as its issuer.'
const TRUST_FIRST =
  'First add a federated credential for the new tokens beside the old one (an application can have 20).'
/** Clouds in which the old issuer stays (Microsoft Learn, "Convert service connections"). */
const isPublicCloud = ({ connection }: JudgedConnection) => /^(?:azurecloud)?$/i.test(connection.data.environment ?? '')
const isOld = ({ issuer }: JudgedConnection) => issuer === 'azure-devops'
const isNew = ({ issuer }: JudgedConnection) => issuer === 'entra'
const succeededLast = ({ uses }: JudgedConnection) => /^succeeded/i.test(uses[0]?.lastResult ?? '')

/**
 * The change from the old issuer (vstoken) to Entra's, as Microsoft Learn, "Convert service connections", and the errors that people met describe it. The first row that applies
 * counts, so the order is part of the table.
 */
export const migrationTable: readonly MigrationRow[] = [
  {
    verdict: 'not-visible',
    severity: 'warning',
    applies: ({ connection, issuer }) =>
      issuer === 'not-visible' && (connection.authorization === null || isFederation(connection.authorization.scheme)),
    says: ({ connection }) =>
      connection.authorization === null
        ? 'No issuer is visible to this token. That does not mean that the connection is not federated.'
        : 'It is federated, but its issuer is not visible to this token.',
    cure: () => 'Run the audit as a user or administrator of the connection (see its Security page).',
  },
  {
    verdict: 'unclear',
    severity: 'warning',
    applies: ({ issuer }) => issuer === 'not-visible',
    says: () =>
      'It is federated but shows no issuer. Connections of extensions still had the old issuer in September 2026, and no document says whether they will be converted.',
    cure: () =>
      'Check the issuer of one of its tokens (mintwell inspect), and watch the release notes of its extension.',
  },
  {
    verdict: 'draft',
    severity: 'note',
    applies: ({ connection }) => !connection.isReady,
    says: () => 'A draft that was never verified: no pipeline can use it.',
    cure: () => 'Finish it or delete it.',
  },
  {
    verdict: 'exempt-cloud',
    severity: 'note',
    applies: (facts) => isOld(facts) && !isPublicCloud(facts),
    says: ({ connection }) => `It keeps the old issuer because its cloud is ${connection.data.environment}.`,
    cure: () => 'Leave it as it is and note why: after conversion it would fail with AADSTS900382.',
  },
  {
    verdict: 'exempt-multi-tenant',
    severity: 'note',
    applies: (facts) => isOld(facts) && facts.match?.isMultiTenant === true,
    says: ({ match }) => `It keeps the old issuer because its application ${match?.application} is multi-tenant.`,
    cure: () => 'Leave it as it is and note why: after conversion it would fail with AADSTS70052.',
  },
  {
    verdict: 'renamed',
    severity: 'error',
    applies: (facts) => isOld(facts) && namesDiffer(facts) !== undefined && !succeededLast(facts),
    says: (facts) =>
      `The ${namesDiffer(facts)} was renamed: the subject is still ${facts.present?.subject}, so its tokens no longer match what is trusted.`,
    cure: () => `Convert it: the subject of the new issuer contains no names. ${TRUST_FIRST} Then: ${PORTAL}.`,
    command: createCredential,
    nights: () => 0,
  },
  {
    verdict: 'no-trust',
    severity: 'error',
    applies: (facts) => isOld(facts) && facts.match?.present === 'missing',
    says: (facts) => `The ${trustedBy(facts)} does not trust the tokens of this connection${nearest(facts)}.`,
    cure: () => `Convert it. ${TRUST_FIRST} Then: ${PORTAL}.`,
    command: createCredential,
    nights: () => 0,
  },
  {
    verdict: 'ready',
    severity: 'warning',
    applies: (facts) => isOld(facts) && facts.match?.afterConversion === 'exact',
    says: () => 'The application trusts both issuers already; only the connection has not been converted.',
    cure: () => `${PORTAL}.`,
    nights: untilRetirement,
  },
  {
    verdict: 'due',
    severity: 'warning',
    applies: isOld,
    says: () => 'Its issuer https://vstoken.dev.azure.com retires on 2027-07-01.',
    cure: () => `${TRUST_FIRST} Then: ${PORTAL}.`,
    command: createCredential,
    nights: untilRetirement,
  },
  {
    verdict: 'broken',
    severity: 'error',
    applies: (facts) => isNew(facts) && facts.match?.present === 'missing',
    says: (facts) =>
      `It has been converted, but the ${trustedBy(facts)} does not trust its new tokens${nearest(facts)}: logins fail with AADSTS700211 or AADSTS700213.`,
    cure: () => 'Add a federated credential for its tokens.',
    command: createCredential,
    nights: () => 0,
  },
  {
    verdict: 'leftover',
    severity: 'note',
    applies: (facts) => isNew(facts) && (facts.match?.oldCredentials.length ?? 0) > 0,
    says: ({ match }) =>
      `It has been converted; its application still trusts the old issuer (${match?.oldCredentials.join(', ')}).`,
    cure: () => 'Remove these credentials after a few quiet weeks, unless another connection uses them.',
  },
  { verdict: 'done', applies: isNew, says: () => 'Its tokens are issued by Entra.', cure: () => '' },
  {
    verdict: 'other-issuer',
    severity: 'note',
    applies: ({ issuer }) => issuer === 'other',
    says: ({ present }) => `Its issuer ${present?.issuer ?? ''} belongs neither to Azure DevOps nor to Entra.`,
    cure: () => 'Check the documentation of its extension.',
  },
  {
    verdict: 'secret-expired',
    severity: 'error',
    applies: (facts) => hasSecret(facts) && facts.credentialEnd !== null && facts.credentialEnd <= facts.now,
    says: ({ credentialEnd }) => `Its secret or certificate expired on ${day(credentialEnd)} (AADSTS7000222).`,
    cure: () => CONVERT_SECRET,
    nights: () => 0,
  },
  {
    verdict: 'secret',
    severity: 'warning',
    applies: hasSecret,
    says: ({ credentialEnd }) =>
      credentialEnd === null
        ? 'It signs in with a secret or certificate; when that expires is not visible here (then: AADSTS7000222).'
        : `Its secret or certificate expires on ${day(credentialEnd)} (then: AADSTS7000222).`,
    cure: () => CONVERT_SECRET,
    nights: ({ credentialEnd, now }) => (credentialEnd === null ? null : nightsUntil(credentialEnd, now)),
  },
  { verdict: 'not-federated', applies: () => true, says: () => 'It signs in without ID tokens.', cure: () => '' },
]

/** The row of a connection. */
export function migrationRow(facts: JudgedConnection): MigrationRow {
  const row = migrationTable.find((each) => each.applies(facts))
  if (!row) throw new TypeError('the last row of the table must apply to everything')
  return row
}

function isFederation(scheme: string | null): boolean {
  return /^workloadidentityfederation$/i.test(scheme ?? '')
}

function hasSecret({ connection, issuer }: JudgedConnection): boolean {
  const isServicePrincipal = /^serviceprincipal$/i.test(connection.authorization?.scheme ?? '')
  return issuer === 'not-federated' && isServicePrincipal && /^azurerm$/i.test(connection.type)
}

function day(instant: number | null): string {
  return new Date(instant ?? 0).toISOString().slice(0, 10)
}

/** Which name in the subject is not that of today: organizations compare without case, as they are found. */
function namesDiffer({ present, connection }: JudgedConnection): 'project' | 'connection' | undefined {
  const [own] = connection.serviceEndpointProjectReferences
  const [, project, name] = /^sc:\/\/[^/]+\/([^/]+)\/(.+)$/.exec(present?.subject ?? '') ?? []
  if (!own || project === undefined || name === undefined) return undefined
  if (project !== own.projectReference.name) return 'project'
  return name === own.name ? undefined : 'connection'
}

function trustedBy({ match }: JudgedConnection): string {
  return `${match?.kind === 'managed-identity' ? 'managed identity' : 'application'} ${match?.application}`
}

function nearest({ match }: JudgedConnection): string {
  return match?.nearest ? ` (${match.nearest})` : ''
}
