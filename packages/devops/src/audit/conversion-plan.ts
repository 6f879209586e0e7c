import type { AuditedConnection } from './audited-connection.ts'
import type { MigrationVerdict } from './migration-table.ts'

/** A step on the way to the new issuer, with the connections that it is about, in the order in which to take them. */
export interface ConversionStep {
  readonly step: string
  readonly connections: readonly string[]
}

const steps: readonly { readonly verdicts: readonly MigrationVerdict[]; readonly step: string }[] = [
  { verdicts: ['broken', 'no-trust', 'renamed', 'secret-expired'], step: 'Repair what is failing now.' },
  { verdicts: ['not-visible', 'unclear'], step: 'Find out who issues the tokens of these connections.' },
  {
    verdicts: ['ready'],
    step: 'Press Update: both issuers are trusted already. Start with the one that matters least.',
  },
  {
    verdicts: ['due'],
    step: 'Trust the new tokens beside the old ones, then press Update, one connection at a time. There is no documented way back, so keep the old credential until a run has succeeded.',
  },
  { verdicts: ['secret'], step: 'Convert these from a secret or certificate to federation.' },
  { verdicts: ['leftover'], step: 'Remove the credentials of the old issuer.' },
]

/**
 * The order of conversion: what fails comes first; then those whose failure would matter least, so that what is learned there serves the others: few runs before many, one project
 * before several, those that Entra alone trusts before those that other parties trust as well.
 */
export function conversionPlan(connections: readonly AuditedConnection[]): readonly ConversionStep[] {
  return steps.flatMap(({ verdicts, step }) => {
    const meant = connections.filter(({ id, verdict }) => id !== null && verdicts.includes(verdict)).sort(byWeight)
    return meant.length === 0 ? [] : [{ step, connections: meant.map(({ id }) => id ?? '') }]
  })
}

function byWeight(a: AuditedConnection, b: AuditedConnection): number {
  const runs = ({ usedBy }: AuditedConnection) => usedBy.reduce((sum, each) => sum + each.runs, 0)
  return (
    a.parties.length - b.parties.length ||
    a.projects.length - b.projects.length ||
    runs(a) - runs(b) ||
    a.name.localeCompare(b.name)
  )
}
