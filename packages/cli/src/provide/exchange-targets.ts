import {
  type Credential,
  exchangeAtAws,
  exchangeAtEntra,
  exchangeByRfc8693,
  exchangeFresh,
  exchangePatiently,
  type FreshTokens,
  findAzureIdentity,
  type HttpClient,
  type IdTokenSource,
  isAzurePipelines,
  type PatiencePorts,
  requireAzureIdentity,
  scopeOf,
  sessionName,
  stsEndpoint,
} from '@mintwell/client'
import { parseDuration } from '@mintwell/clock'
import { UsageError } from '../verb.ts'
import { readAzureChoice } from './arguments.ts'

/** What an exchange works with. */
export interface TargetContext {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly http: HttpClient
  readonly source: IdTokenSource
  readonly tokens: FreshTokens
  /** How long a token service that cannot answer is waited for, in milliseconds, and what with. */
  readonly maxWait: number
  readonly patience: PatiencePorts
}

type Target = (context: TargetContext) => Promise<{
  readonly credential: Credential
  readonly context: { readonly tenantId?: string; readonly subscriptionId?: string }
}>

/** Where a token can be traded: one function each. A new one is an entry here and a file in the client. */
export const exchangeTargets: Readonly<Record<Credential['kind'], Target>> = { entra, aws, rfc8693 }

/** Whether a text names one of them. */
export function isTarget(text: string | undefined): text is Credential['kind'] {
  return text !== undefined && Object.hasOwn(exchangeTargets, text)
}

const DEFAULT_RESOURCE = 'https://management.azure.com/'

async function entra(context: TargetContext): ReturnType<Target> {
  const { values, env, http, source, tokens } = context
  if (values.scope !== undefined && values.resource !== undefined)
    throw new UsageError('give --scope or --resource, not both')
  const scope = text(values.scope) ?? scopeOf(text(values.resource) ?? DEFAULT_RESOURCE)
  const held = await tokens.take()
  const connectionId = isAzurePipelines(source) ? source.subject : undefined
  const describe = async () => (isAzurePipelines(source) ? source.connection() : undefined)
  const found = await findAzureIdentity(readAzureChoice(values), env, connectionId, describe, held.reading)
  const { tenantId, clientId, authorityHost, subscriptionId } = requireAzureIdentity(found, 'The exchange at Entra')
  const credential = await patiently(context, (assertion, signal) =>
    exchangeAtEntra({ assertion, tenantId, clientId, scope, authorityHost }, http, () => tokens.now(), signal),
  )
  return { credential, context: { tenantId, ...(subscriptionId ? { subscriptionId } : {}) } }
}

async function aws(context: TargetContext): ReturnType<Target> {
  const { values, env, http } = context
  const roleArn = text(values['role-arn']) ?? env.AWS_ROLE_ARN
  if (!roleArn) throw new UsageError('--to aws needs a role: give --role-arn ARN, or set AWS_ROLE_ARN')
  const durationText = text(values.duration)
  const duration = durationText === undefined ? undefined : parseDuration(durationText)
  if (durationText !== undefined && duration === undefined)
    throw new UsageError(`--duration takes a duration such as 15m or 1h, not '${durationText.slice(0, 40)}'`)
  const run = env.BUILD_BUILDID ?? env.GITHUB_RUN_ID ?? null
  const credential = await patiently(context, (webIdentityToken, signal) =>
    exchangeAtAws(
      {
        webIdentityToken,
        roleArn,
        sessionName: text(values['session-name']) ?? env.AWS_ROLE_SESSION_NAME ?? sessionName(run),
        endpoint: stsEndpoint(env, text(values.region)),
        ...(duration === undefined ? {} : { durationSeconds: Math.round(duration / 1_000) }),
      },
      http,
      signal,
    ),
  )
  return { credential, context: {} }
}

async function rfc8693(context: TargetContext): ReturnType<Target> {
  const { values, http } = context
  const tokenUrl = text(values['token-url'])
  if (!tokenUrl || !URL.canParse(tokenUrl))
    throw new UsageError('--to rfc8693 needs the address of the token service: give --token-url URL')
  const given = {
    audience: text(values['target-audience']),
    resource: text(values.resource),
    scope: text(values.scope),
    clientId: text(values['client-id']),
    subjectTokenType: text(values['subject-token-type']),
    requestedTokenType: text(values['requested-token-type']),
  }
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const credential = await patiently(context, (subjectToken, signal) =>
    exchangeByRfc8693({ subjectToken, tokenUrl, ...options }, http, signal),
  )
  return { credential, context: {} }
}

/** An exchange with a fresh token, tried again where the service cannot answer. */
function patiently<T>(
  { tokens, maxWait, patience }: TargetContext,
  exchange: (token: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return exchangePatiently((signal) => exchangeFresh(tokens, (token) => exchange(token, signal)), maxWait, patience)
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
