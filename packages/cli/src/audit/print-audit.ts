import {
  type Audit,
  type AuditComparison,
  type AuditedConnection,
  type ConnectionRisk,
  isAtRisk,
} from '@mintwell/devops'
import { foreignText } from '@mintwell/token'
import { wrapText } from '../wrap-text.ts'

/** How many connections are shown in full unless all are asked for. */
const SHOWN = 20
/** A name in a heading is cut to this many characters. */
const LONGEST_NAME = 60

/** The audit as text for a terminal of 80 columns. */
export function printAudit(audit: Audit, comparison: AuditComparison | undefined, all: boolean): string {
  const atRisk = audit.connections.filter(isAtRisk)
  // Of pipelines alone, the names are all there is to show.
  const shown = all || audit.organization === null ? audit.connections : atRisk.slice(0, SHOWN)
  const parts = [
    summary(audit),
    ...shown.map(printConnection),
    ...(shown.length < atRisk.length
      ? [`… and ${atRisk.length - SHOWN} more at risk: --all shows them, --json has them.\n`]
      : []),
    printPlan(audit),
    printLeftovers(audit),
    comparison ? printComparison(comparison) : '',
    printUnread(audit),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function summary({ organization, connections, retirement, at }: Audit): string {
  const count = (wanted: (each: AuditedConnection) => boolean) => connections.filter(wanted).length
  const kinds = (kind: string) => count(({ issuerKind }) => issuerKind === kind)
  const rows: readonly (readonly [number, string])[] = [
    [count(({ risks }) => risks.some(({ severity }) => severity === 'error')), 'fail now'],
    [kinds('azure-devops'), `have the issuer that retires on ${retirement.on} (${retirement.nights} nights)`],
    [kinds('entra'), 'have the issuer of Entra'],
    [kinds('not-visible'), 'show no issuer to this token'],
    [kinds('other'), 'have another issuer'],
    [kinds('not-federated'), 'are not federated'],
    [count((each) => !isAtRisk(each)), 'have nothing at risk'],
  ]
  const title = `${connections.length} service ${connections.length === 1 ? 'connection' : 'connections'}`
  const whose = organization === null ? 'Pipelines' : oneLine(organization)
  // Pipelines alone say nothing about issuers.
  if (organization === null) return `${whose}: ${title}\n`
  return `${whose}: ${title}, ${at.slice(0, 10)}\n\n${rows
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${String(number).padStart(6)}  ${words}\n`)
    .join('')}`
}

function printConnection(connection: AuditedConnection): string {
  const { name, type, projects, usedBy, subject, tokens } = connection
  const where =
    projects.length === 0 ? '' : `, ${oneLine(projects.slice(0, 3).join(', '))}${projects.length > 3 ? ', …' : ''}`
  const lines = [
    `${whenOf(connection)}  ${oneLine(name)} (${oneLine(type)}${where})`,
    ...(subject === null ? [] : [wrapText(`subject ${foreignText(subject)}`, '    ')]),
    ...(tokens === null ? [] : [wrapText(tokensOf(tokens), '    ')]),
    ...(usedBy.length === 0 ? [] : [wrapText(`used by ${usesOf(connection)}`, '    ')]),
    ...connection.risks.flatMap(printRisk),
  ]
  return `${lines.join('\n')}\n`
}

function tokensOf({ lifetimeSeconds, isReissued }: NonNullable<AuditedConnection['tokens']>): string {
  const minutes = Math.round(lifetimeSeconds / 60)
  const lifetime = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `tokens live ${lifetime}, ${isReissued ? 'and the same one is handed out for most of that time' : 'a new one for each request'}`
}

/** When the connection fails, in the margin. */
function whenOf({ nights, risks }: AuditedConnection): string {
  if (nights === 0) return 'NOW       '
  if (nights !== null) return `${nights} ${nights === 1 ? 'night' : 'nights'}`.padEnd(10)
  return risks.some(({ severity }) => severity !== 'note') ? '?         ' : '-         '
}

function usesOf({ usedBy }: AuditedConnection): string {
  const first = usedBy.slice(0, 3).map(({ pipeline, runs, lastRun, tasks, isScheduled }) => {
    const facts = [
      ...(runs > 0 ? [`${runs} ${runs === 1 ? 'run' : 'runs'}`] : []),
      ...(isScheduled ? ['scheduled'] : []),
      ...(lastRun ? [`last ${lastRun.slice(0, 10)}`] : []),
      ...tasks.slice(0, 4),
    ]
    return facts.length === 0 ? pipeline : `${pipeline} (${facts.join(', ')})`
  })
  return foreignText(`${first.join('; ')}${usedBy.length > 3 ? `; and ${usedBy.length - 3} more` : ''}`)
}

const MARKS = { error: '✗', warning: '!', note: '·' } as const

function printRisk({ severity, message, cure, command }: ConnectionRisk): readonly string[] {
  return [
    wrapText(foreignText(message), '      ', undefined, `    ${MARKS[severity]} `),
    ...(cure === '' ? [] : [wrapText(foreignText(cure), '      ')]),
    ...(command === undefined ? [] : [`      ${foreignText(command).replaceAll(' --', ' \\\n        --')}`]),
  ]
}

function printPlan({ plan, connections }: Audit): string {
  if (plan.length === 0) return ''
  const names = new Map(connections.map(({ id, name }) => [id, name]))
  const steps = plan.map(({ step, connections: ids }, index) => {
    const first = ids.slice(0, 5).map((id) => oneLine(names.get(id) ?? id))
    const more = ids.length > 5 ? ` and ${ids.length - 5} more` : ''
    return `${wrapText(step, '     ', undefined, `  ${index + 1}. `)}\n${wrapText(`${ids.length}: ${first.join(', ')}${more}`, '     ')}\n`
  })
  return `What to change first\n${steps.join('')}`
}

function printLeftovers({ leftovers }: Audit): string {
  if (leftovers === null || leftovers.length === 0) return ''
  const rows = leftovers
    .slice(0, SHOWN)
    .map(({ application, credential, subject }) =>
      wrapText(foreignText(`${application}: ${credential} (${subject})`), '    '),
    )
  const why =
    'Credentials of the old issuer that no connection uses. Anyone who may give a connection that name gets the rights of the application: remove them.'
  return `${wrapText(why, '')}\n${rows.join('\n')}\n`
}

function printComparison({ since, added, gone, resolved, arisen }: AuditComparison): string {
  const list = (title: string, texts: readonly string[]) =>
    texts.length === 0
      ? ''
      : `${wrapText(`${title} (${texts.length}): ${foreignText(texts.slice(0, SHOWN).join(', '))}${texts.length > SHOWN ? ', …' : ''}`, '  ')}\n`
  const change = ({ connection, risk }: { connection: string; risk: string }) => `${connection}: ${risk}`
  const lines = [
    list('new', added),
    list('gone', gone),
    list('no longer at risk', resolved.map(change)),
    list('newly at risk', arisen.map(change)),
  ].join('')
  return `Since ${since?.slice(0, 10) ?? 'then'}\n${lines === '' ? '  nothing has changed\n' : lines}`
}

function printUnread({ unread }: Audit): string {
  if (unread.length === 0) return ''
  const rows = unread.slice(0, SHOWN).map(({ what, message }) => wrapText(foreignText(`${what}: ${message}`), '  '))
  const more = unread.length > SHOWN ? `\n  … and ${unread.length - SHOWN} more` : ''
  return `Not read\n${rows.join('\n')}${more}\n`
}

function oneLine(name: string): string {
  return foreignText(name, { longest: LONGEST_NAME })
}
