import { relyingParties } from '@mintwell/devops'
import { UsageError } from '../verb.ts'

/** The options of `mintwell audit`, for `util.parseArgs`. */
export const auditOptions = {
  organization: { type: 'string' },
  project: { type: 'string', multiple: true },
  'token-file': { type: 'string' },
  graph: { type: 'boolean' },
  from: { type: 'string' },
  save: { type: 'string' },
  compare: { type: 'string' },
  party: { type: 'string', multiple: true },
  history: { type: 'string' },
  days: { type: 'string' },
  all: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

type Values = {
  readonly organization?: string
  readonly project?: readonly string[]
  readonly 'token-file'?: string
  readonly graph?: boolean
  readonly from?: string
  readonly save?: string
  readonly compare?: string
  readonly party?: readonly string[]
  readonly history?: string
  readonly days?: string
  readonly all?: boolean
  readonly json?: boolean
}

/** What is to be audited, and how it is shown. */
export interface AuditCall {
  readonly organization: string | undefined
  readonly projects: readonly string[]
  readonly tokenFile: string | undefined
  readonly graph: boolean
  readonly from: string | undefined
  readonly save: string | undefined
  readonly compare: string | undefined
  readonly parties: readonly string[]
  readonly history: number
  readonly days: number
  readonly paths: readonly string[]
  readonly all: boolean
  readonly json: boolean
}

/** How many uses of each connection are read, and of how many days runs are. Choices: five months of nights, and a month. */
const HISTORY = 500
const DAYS = 30

/**
 * Reads the call.
 *
 * @throws UsageError
 */
export function readAuditCall(values: Values, paths: readonly string[]): AuditCall {
  const { organization, from, save } = values
  if (organization === undefined && from === undefined && paths.length === 0)
    throw new UsageError('name an organization (--organization), saved answers (--from) or a folder of pipelines.')
  if (from !== undefined && (save !== undefined || values.graph))
    throw new UsageError('--from reads what was saved: it does not go with --save or --graph.')
  if (organization === undefined && (save !== undefined || values.graph || values.project))
    throw new UsageError('--project, --graph and --save need --organization.')
  const known = relyingParties.map(({ id }) => id)
  const unknown = values.party?.find((party) => !known.includes(party))
  if (unknown !== undefined) throw new UsageError(`--party takes ${known.join(', ')}, not '${unknown}'.`)
  return {
    organization,
    projects: values.project ?? [],
    tokenFile: values['token-file'],
    graph: values.graph ?? false,
    from,
    save,
    compare: values.compare,
    parties: values.party ?? [],
    history: numberIn('--history', values.history, HISTORY, 100_000),
    days: numberIn('--days', values.days, DAYS, 3_650),
    paths,
    all: values.all ?? false,
    json: values.json ?? false,
  }
}

function numberIn(option: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (number >= 1 && number <= most) return number
  throw new UsageError(`${option} takes a whole number from 1 to ${most}, not '${text.slice(0, 40)}'.`)
}
