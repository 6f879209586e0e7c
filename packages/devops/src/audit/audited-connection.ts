import { readSubject } from '@mintwell/token'
import type { ConnectionRisk, JudgedConnection } from './connection-facts.ts'
import type { ConnectionIssuer } from './issuer-prefix.ts'
import type { TrustMatch } from './match-trust.ts'
import { type MigrationVerdict, migrationRow } from './migration-table.ts'
import { partyRisks } from './party-risks.ts'
import { type TokenShape, tokenShape } from './token-shape.ts'
import type { ConnectionUse } from './usage.ts'
import { useRisks } from './use-risks.ts'

/** A connection as the audit shows it. */
export interface AuditedConnection {
  /** Null where only pipelines name it. */
  readonly id: string | null
  readonly name: string
  readonly type: string
  /** The projects that have it, its own first. */
  readonly projects: readonly string[]
  readonly scheme: string | null
  readonly issuerKind: ConnectionIssuer
  readonly issuer: string | null
  readonly subject: string | null
  /** `service-connection` by names, `entra-service-connection` by ids, `unknown`; null where none is shown. */
  readonly subjectForm: string | null
  /** What its tokens are like; null where nobody knows who issues them. */
  readonly tokens: TokenShape | null
  readonly verdict: MigrationVerdict
  readonly usedBy: readonly ConnectionUse[]
  /** Relying parties besides Entra that are known to be given its tokens. */
  readonly parties: readonly string[]
  readonly trust: TrustMatch | null
  /** The worst first. */
  readonly risks: readonly ConnectionRisk[]
  /** Nights until the first of its risks strikes, 0 for now; null where none has a day. */
  readonly nights: number | null
}

/**
 * Judges a connection by all tables of this folder.
 *
 * @param isListed false where only pipelines name it
 */
export function auditConnection(facts: JudgedConnection, isListed: boolean): AuditedConnection {
  const { connection, issuer, present, uses, parties, match } = facts
  const migration = isListed ? migrationRisk(facts) : ONLY_NAMED
  const risks = [...migration, ...partyRisks(facts), ...useRisks(facts)].sort(
    (a, b) => weight(a) - weight(b) || nightsOf(a.nights) - nightsOf(b.nights),
  )
  const days = risks.filter(({ severity }) => severity !== 'note').flatMap(({ nights }) => nights ?? [])
  return {
    id: isListed ? connection.id : null,
    name: connection.name,
    type: connection.type,
    projects: connection.serviceEndpointProjectReferences.map(({ projectReference }) => projectReference.name),
    scheme: connection.authorization?.scheme ?? null,
    issuerKind: issuer,
    issuer: present?.issuer ?? connection.authorization?.parameters.workloadidentityfederationissuer ?? null,
    subject: present?.subject ?? null,
    subjectForm: present ? readSubject(present.subject).kind : null,
    tokens: tokenShape(issuer),
    verdict: migrationRow(facts).verdict,
    usedBy: uses,
    parties,
    trust: match,
    risks,
    nights: days.length > 0 ? Math.min(...days) : null,
  }
}

function migrationRisk(facts: JudgedConnection): readonly ConnectionRisk[] {
  const { verdict, severity, says, cure, command, nights } = migrationRow(facts)
  if (severity === undefined) return []
  const commandLine = command?.(facts)
  return [
    {
      id: verdict,
      severity,
      message: says(facts),
      cure: cure(facts),
      ...(commandLine === undefined ? {} : { command: commandLine }),
      nights: nights?.(facts) ?? null,
    },
  ]
}

/** What is said about a connection that was not looked up. */
const ONLY_NAMED: readonly ConnectionRisk[] = [
  {
    id: 'only-named',
    severity: 'note',
    message: 'Found in pipelines only; they do not say who issues its tokens.',
    cure: 'Run the audit with --organization as well.',
    nights: null,
  },
]

const SEVERITIES = ['error', 'warning', 'note']
const weight = ({ severity }: ConnectionRisk) => SEVERITIES.indexOf(severity)
const nightsOf = (nights: number | null) => nights ?? Number.MAX_SAFE_INTEGER
const runsOf = ({ usedBy }: AuditedConnection) => usedBy.reduce((sum, { runs }) => sum + runs, 0)
const worst = ({ risks }: AuditedConnection) => (risks[0] ? weight(risks[0]) : SEVERITIES.length)

/** Puts what fails first before what fails later, then the worse, then what more runs use. */
export function byUrgency(a: AuditedConnection, b: AuditedConnection): number {
  return (
    nightsOf(a.nights) - nightsOf(b.nights) ||
    worst(a) - worst(b) ||
    runsOf(b) - runsOf(a) ||
    a.name.localeCompare(b.name) ||
    (a.id ?? '').localeCompare(b.id ?? '')
  )
}

/** Whether anything fails or will fail, beyond what is merely good to know. */
export function isAtRisk({ risks }: Pick<AuditedConnection, 'risks'>): boolean {
  return risks.some(({ severity }) => severity !== 'note')
}
