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
const PORTAL = 'Project settings, Service connections, this connection, Update'
const TRUST_FIRST =
  'First add a federated credential for the new tokens beside the old one (an application has room for 20).'
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
    applies: ({ connection }) => connection.authorization === null,
    says: () => 'No issuer is visible to this token. That does not mean that the connection is not federated.',
    cure: () => 'Run the audit as a user or an administrator of the connection (its Security page).',
  },
  {
    verdict: 'unclear',
    severity: 'warning',
    applies: ({ issuer }) => issuer === 'not-visible',
    says: () =>
      'It federates and shows no issuer. Connections of extensions still had the old issuer in September 2026, and no document says whether they are converted.',
    cure: () =>
      'Look at the issuer of one of its tokens (mintwell inspect), and watch the release notes of its extension.',
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
    says: ({ connection }) => `It keeps the old issuer, because its cloud is ${connection.data.environment}.`,
    cure: () => 'Leave it, and write down why: converted, it would fail with AADSTS900382.',
  },
  {
    verdict: 'exempt-multi-tenant',
    severity: 'note',
    applies: (facts) => isOld(facts) && facts.match?.isMultiTenant === true,
    says: ({ match }) =>
      `It keeps the old issuer, because its application ${match?.application} is open to several tenants.`,
    cure: () => 'Leave it, and write down why: converted, it would fail with AADSTS70052.',
  },
  {
    verdict: 'renamed',
    severity: 'error',
    applies: (facts) => isOld(facts) && namesDiffer(facts) !== undefined && !succeededLast(facts),
    says: (facts) =>
      `Its subject ${facts.present?.subject} names another ${namesDiffer(facts)} than it has today: it was renamed, and its tokens no longer fit what is trusted.`,
    cure: () => `Convert it, for the subject of Entra has no names. ${TRUST_FIRST} Then: ${PORTAL}.`,
    command: createCredential,
    nights: () => 0,
  },
  {
    verdict: 'no-trust',
    severity: 'error',
    applies: (facts) => isOld(facts) && facts.match?.present === 'missing',
    says: (facts) => `${trusts(facts)} not the tokens of this connection${nearest(facts)}.`,
    cure: () => `Convert it. ${TRUST_FIRST} Then: ${PORTAL}.`,
    command: createCredential,
    nights: () => 0,
  },
  {
    verdict: 'ready',
    severity: 'warning',
    applies: (facts) => isOld(facts) && facts.match?.afterConversion === 'exact',
    says: () => 'Both issuers are trusted; the connection itself is not converted yet.',
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
      `It is converted, and ${trusts(facts)} not its new tokens${nearest(facts)}: logins fail with AADSTS700211 or AADSTS700213.`,
    cure: () => 'Add a federated credential for its tokens.',
    command: createCredential,
    nights: () => 0,
  },
  {
    verdict: 'leftover',
    severity: 'note',
    applies: (facts) => isNew(facts) && (facts.match?.oldCredentials.length ?? 0) > 0,
    says: ({ match }) =>
      `It is converted; its application still trusts the old issuer (${match?.oldCredentials.join(', ')}).`,
    cure: () => 'Remove these credentials after some quiet weeks, unless another connection uses them.',
  },
  { verdict: 'done', applies: isNew, says: () => 'It has the issuer of Entra.', cure: () => '' },
  {
    verdict: 'other-issuer',
    severity: 'note',
    applies: ({ issuer }) => issuer === 'other',
    says: ({ present }) => `Its issuer ${present?.issuer ?? ''} is neither Azure DevOps nor Entra.`,
    cure: () => 'Ask its extension who issues its tokens.',
  },
  {
    verdict: 'secret',
    severity: 'warning',
    applies: ({ connection, issuer }) =>
      issuer === 'not-federated' &&
      /^azurerm$/i.test(connection.type) &&
      /^serviceprincipal$/i.test(connection.authorization?.scheme ?? ''),
    says: ({ credentialEnd, now }) =>
      credentialEnd === null
        ? 'It signs in with a secret or a certificate, which ends on a day that is not shown here (AADSTS7000222).'
        : credentialEnd <= now
          ? 'Its secret or certificate has expired (AADSTS7000222).'
          : `Its secret or certificate ends on ${new Date(credentialEnd).toISOString().slice(0, 10)} (AADSTS7000222).`,
    cure: () =>
      'Project settings, Service connections, this connection, Convert: it then federates with Entra as its issuer.',
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

/** Which name in the subject is not that of today: organizations compare without case, as they are found. */
function namesDiffer({ present, connection }: JudgedConnection): 'project' | 'connection' | undefined {
  const [own] = connection.serviceEndpointProjectReferences
  const [, project, name] = /^sc:\/\/[^/]+\/([^/]+)\/(.+)$/.exec(present?.subject ?? '') ?? []
  if (!own || project === undefined || name === undefined) return undefined
  if (project !== own.projectReference.name) return 'project'
  return name === own.name ? undefined : 'connection'
}

function trusts({ match }: JudgedConnection): string {
  return `its ${match?.kind === 'managed-identity' ? 'managed identity' : 'application'} ${match?.application} trusts`
}

function nearest({ match }: JudgedConnection): string {
  return match?.nearest ? ` (${match.nearest})` : ''
}
