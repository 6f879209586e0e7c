import type { HttpClient } from '../http/http-client.ts'
import { refusedExchange, sendExchange } from './exchange-error.ts'

/** What is asked of AWS. */
export interface AwsExchange {
  /** The ID token. A secret. */
  readonly webIdentityToken: string
  readonly roleArn: string
  readonly sessionName: string
  readonly durationSeconds?: number
  /** `https://sts.REGION.amazonaws.com`, or what `AWS_ENDPOINT_URL_STS` says. */
  readonly endpoint: string
}

/** Credentials of an assumed role. */
export interface AwsCredentials {
  readonly kind: 'aws'
  readonly accessKeyId: string
  /** A secret. */
  readonly secretAccessKey: string
  /** A secret. */
  readonly sessionToken: string
  /** ISO 8601, as STS writes it. */
  readonly expiration: string
}

/** Where STS is for a region; without one the global endpoint, which is in us-east-1 (AWS STS documentation). */
export function stsEndpoint(env: Readonly<Record<string, string | undefined>>, region: string | undefined): string {
  const configured = env.AWS_ENDPOINT_URL_STS
  if (configured) return configured
  const name = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION
  if (!name) return 'https://sts.amazonaws.com'
  return `https://sts.${name}.amazonaws.com${name.startsWith('cn-') ? '.cn' : ''}`
}

/**
 * Assumes a role with an ID token at AWS STS: `AssumeRoleWithWebIdentity`, an unsigned form POST (AWS STS API reference).
 *
 * @throws ClientError `ERR_EXCHANGE_REFUSED`, `ERR_EXCHANGE_UNREACHABLE`
 */
export async function exchangeAtAws(
  exchange: AwsExchange,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<AwsCredentials> {
  const { webIdentityToken, roleArn, sessionName, durationSeconds, endpoint } = exchange
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    WebIdentityToken: webIdentityToken,
    ...(durationSeconds === undefined ? {} : { DurationSeconds: String(durationSeconds) }),
  }).toString()
  const url = `${endpoint.replace(/\/+$/, '')}/`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await sendExchange(http, { method: 'POST', url, headers, body, ...(signal ? { signal } : {}) })
  const text = (name: string) => element(response.text, name)
  const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
    text('AccessKeyId'),
    text('SecretAccessKey'),
    text('SessionToken'),
    text('Expiration'),
  ]
  if (response.status !== 200 || !accessKeyId || !secretAccessKey || !sessionToken || !expiration) {
    const code = text('Code') ?? null
    const message = text('Message') ?? (response.status === 200 ? 'no credentials in the answer' : response.text)
    throw refusedExchange(new URL(url).host, code, code ? `${code}: ${message}` : message, response)
  }
  return { kind: 'aws', accessKeyId, secretAccessKey, sessionToken, expiration }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The text of the first element of this name. STS' answers are flat where it matters, with each of these names once. */
function element(xml: string, name: string): string | undefined {
  const open = xml.indexOf(`<${name}>`)
  if (open === -1) return undefined
  const end = xml.indexOf(`</${name}>`, open)
  if (end === -1) return undefined
  const text = xml.slice(open + name.length + 2, end)
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) => ENTITIES[entity] as string).trim()
}
