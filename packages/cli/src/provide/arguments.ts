import type { AzureChoice, BreachPolicy, SourceChoice } from '@mintwell/client'
import { breachPolicies, namesSource, sourceForms } from '@mintwell/client'
import { parseDuration } from '@mintwell/clock'
import { UsageError } from '../verb.ts'

/** The options that `exec`, `token` and `exchange` share, for `util.parseArgs`. */
export const provideOptions = {
  source: { type: 'string' },
  connection: { type: 'string' },
  'pipeline-token': { type: 'boolean', default: false },
  audience: { type: 'string' },
  'min-remaining': { type: 'string' },
  budget: { type: 'string' },
  'max-age': { type: 'string' },
  'on-breach': { type: 'string' },
  'max-wait': { type: 'string' },
  'client-id': { type: 'string' },
  'tenant-id': { type: 'string' },
  subscription: { type: 'string' },
  receipts: { type: 'string' },
  log: { type: 'string' },
} as const

/** Their part of the help pages. */
export const provideHelp = `Where the token comes from
  --source NAME         azure-pipelines, github-actions, file:PATH or command:PROGRAM ARGUMENTS (default: what the environment shows)
  --connection NAME     Azure Pipelines: the service connection, by name or GUID (default: AZURESUBSCRIPTION_SERVICE_CONNECTION_ID)
  --pipeline-token      Azure Pipelines: the pipeline's own token, of no connection
  --audience AUD        GitHub Actions: who the token is for

What is asked of it
  --min-remaining D     less left than this is a breach (default: the smaller of 5m and a third of the lifetime)
  --budget D            how long the token is needed in all: by refreshing where the source can, by what is left where it cannot
  --max-age D           older is 'stale': asked for once more, then used with a warning
  --on-breach POLICY    wait (default: until the service gives a better one), retry, warn or fail
  --max-wait D          the longest wait (default: 15m)
D is a duration: 90s, 10m, 1h30m.`

type Values = Readonly<Record<string, string | boolean | undefined>>

/** The choice of the source. */
export function readSourceChoice(values: Values): SourceChoice {
  const { source, connection, audience } = values
  if (values['pipeline-token'] && connection !== undefined)
    throw new UsageError('give --connection or --pipeline-token, not both')
  if (typeof source === 'string' && !namesSource(source))
    throw new UsageError(`--source takes ${sourceForms.join(', ')}, not '${source.slice(0, 80)}'`)
  return {
    ...(typeof source === 'string' ? { source } : {}),
    ...(values['pipeline-token'] ? { connection: null } : typeof connection === 'string' ? { connection } : {}),
    ...(typeof audience === 'string' ? { audience } : {}),
  }
}

/** The freshness contract that the options declare; what they do not say has the contract's defaults. */
export function readFreshness(values: Values): {
  readonly minRemaining?: number
  readonly budget?: number
  readonly maxAge?: number
  readonly onBreach?: BreachPolicy
  readonly maxWait?: number
} {
  const duration = (name: string) => {
    const text = values[name]
    if (typeof text !== 'string') return undefined
    const parsed = parseDuration(text)
    if (parsed === undefined)
      throw new UsageError(`--${name} takes a duration such as 90s, 10m or 1h30m, not '${text.slice(0, 40)}'`)
    return parsed
  }
  const onBreach = values['on-breach']
  if (onBreach !== undefined && !isPolicy(onBreach)) {
    throw new UsageError(`--on-breach takes ${breachPolicies.join(', ')}, not '${String(onBreach).slice(0, 40)}'`)
  }
  const read = {
    minRemaining: duration('min-remaining'),
    budget: duration('budget'),
    maxAge: duration('max-age'),
    onBreach,
    maxWait: duration('max-wait'),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

function isPolicy(text: unknown): text is BreachPolicy {
  return (breachPolicies as readonly unknown[]).includes(text)
}

/** The identity in Azure, as far as the options name it. */
export function readAzureChoice(values: Values): AzureChoice {
  const { subscription } = values
  const clientId = values['client-id']
  const tenantId = values['tenant-id']
  return {
    ...(typeof clientId === 'string' ? { clientId } : {}),
    ...(typeof tenantId === 'string' ? { tenantId } : {}),
    ...(typeof subscription === 'string' ? { subscriptionId: subscription } : {}),
  }
}
