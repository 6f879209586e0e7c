import { listOf, membersOf, textOf } from '../members.ts'
import type { Audit } from './audit.ts'
import type { AuditedConnection } from './audited-connection.ts'

/** What has changed since an earlier audit. */
export interface AuditComparison {
  /** When the earlier one was made. */
  readonly since: string | null
  readonly added: readonly string[]
  readonly gone: readonly string[]
  /** Risks that are no more, and new ones, by connection. */
  readonly resolved: readonly RiskChange[]
  readonly arisen: readonly RiskChange[]
}

export interface RiskChange {
  readonly connection: string
  readonly risk: string
}

/**
 * Compares an audit with the document of an earlier one. Connections are matched by id, those that only files name by name; undefined where the document is not that of an audit.
 */
export function compareAudits(earlier: unknown, { connections }: Audit): AuditComparison | undefined {
  const document = membersOf(earlier)
  if (document.schema !== 1 || !Array.isArray(document.connections)) return undefined
  const before = new Map<string, EarlierConnection>()
  for (const value of listOf(document.connections)) {
    const former = earlierConnection(value)
    if (former) before.set(keyOf(former), former)
  }
  const after = new Map(connections.map((each) => [keyOf(each), each]))
  const risksOf = ({ risks }: AuditedConnection) =>
    risks.filter(({ severity }) => severity !== 'note').map(({ id }) => id)
  const common = [...after].flatMap(([key, each]) => {
    const former = before.get(key)
    return former ? [{ name: each.name, present: risksOf(each), former: former.risks }] : []
  })
  const changes = (pick: (each: (typeof common)[number]) => readonly string[]) =>
    common.flatMap((each) => pick(each).map((risk) => ({ connection: each.name, risk })))
  return {
    since: textOf(document.at) ?? null,
    added: [...after].filter(([key]) => !before.has(key)).map(([, { name }]) => name),
    gone: [...before].filter(([key]) => !after.has(key)).map(([, { name }]) => name),
    resolved: changes(({ present, former }) => former.filter((risk) => !present.includes(risk))),
    arisen: changes(({ present, former }) => present.filter((risk) => !former.includes(risk))),
  }
}

function keyOf({ id, name }: { readonly id: string | null; readonly name: string }): string {
  return (id ?? name).toLowerCase()
}

interface EarlierConnection {
  readonly id: string | null
  readonly name: string
  readonly risks: readonly string[]
}

function earlierConnection(value: unknown): EarlierConnection | undefined {
  const members = membersOf(value)
  const name = textOf(members.name)
  if (name === undefined) return undefined
  const risks = listOf(members.risks).flatMap((risk) =>
    membersOf(risk).severity === 'note' ? [] : (textOf(membersOf(risk).id) ?? []),
  )
  return { id: textOf(members.id) ?? null, name, risks }
}
