import type { AwsCredentials } from './aws.ts'
import type { EntraToken } from './entra.ts'
import type { ExchangedToken } from './token-exchange.ts'

/** What an exchange gives. */
export type Credential = EntraToken | AwsCredentials | ExchangedToken

/** How a credential is written: as `az account get-access-token` does, as AWS' `credential_process` expects it, as lines of variables, as the fields there are. */
export const outputForms = ['azure', 'aws', 'env', 'json'] as const
export type OutputForm = (typeof outputForms)[number]

/** The form that a credential has where none is asked for. */
export function defaultForm(kind: Credential['kind']): OutputForm {
  return kind === 'entra' ? 'azure' : kind === 'aws' ? 'aws' : 'json'
}

/** Whether a credential can be written so: each tool's own form is for its own credentials. */
export function fits(kind: Credential['kind'], form: OutputForm): boolean {
  return (
    form === 'env' || form === 'json' || (form === 'azure' && kind === 'entra') || (form === 'aws' && kind === 'aws')
  )
}

/** The secrets in a credential, for masks. */
export function secretsOf(credential: Credential): readonly string[] {
  return credential.kind === 'aws' ? [credential.secretAccessKey, credential.sessionToken] : [credential.accessToken]
}

/** Writes a credential as tools read it, with a line's end. It is a secret. */
export function formatCredential(
  credential: Credential,
  form: OutputForm,
  context: { readonly tenantId?: string; readonly subscriptionId?: string } = {},
): string {
  if (form === 'env')
    return `${Object.entries(environmentOf(credential))
      .map(([name, value]) => `${name}=${value}`)
      .join('\n')}\n`
  return `${JSON.stringify(documentOf(credential, form, context), null, 2)}\n`
}

function documentOf(
  credential: Credential,
  form: OutputForm,
  { tenantId, subscriptionId }: { readonly tenantId?: string; readonly subscriptionId?: string },
): object {
  if (credential.kind === 'aws') {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credential
    // AWS CLI documentation, "Sourcing credentials with an external process".
    return {
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration,
    }
  }
  if (credential.kind === 'rfc8693') {
    const { accessToken, issuedTokenType, tokenType, expiresInSeconds, scope } = credential
    return Object.fromEntries(
      Object.entries({
        access_token: accessToken,
        issued_token_type: issuedTokenType,
        token_type: tokenType,
        expires_in: expiresInSeconds,
        scope,
      }).filter(([, value]) => value !== null),
    )
  }
  const { accessToken, tokenType, expiresAt, expiresInSeconds } = credential
  if (form === 'json')
    return {
      access_token: accessToken,
      token_type: tokenType,
      expires_in: expiresInSeconds,
      expires_at: new Date(expiresAt).toISOString(),
    }
  return {
    accessToken,
    expiresOn: localTime(expiresAt),
    expires_on: Math.floor(expiresAt / 1_000),
    ...(subscriptionId ? { subscription: subscriptionId } : {}),
    ...(tenantId ? { tenant: tenantId } : {}),
    tokenType,
  }
}

function environmentOf(credential: Credential): Readonly<Record<string, string>> {
  switch (credential.kind) {
    case 'aws':
      return {
        AWS_ACCESS_KEY_ID: credential.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credential.secretAccessKey,
        AWS_SESSION_TOKEN: credential.sessionToken,
        AWS_CREDENTIAL_EXPIRATION: credential.expiration,
      }
    case 'entra':
      return {
        AZURE_ACCESS_TOKEN: credential.accessToken,
        AZURE_ACCESS_TOKEN_EXPIRES_ON: String(Math.floor(credential.expiresAt / 1_000)),
      }
    default:
      return { ACCESS_TOKEN: credential.accessToken }
  }
}

/** As az writes `expiresOn`: local time without a zone, with microseconds (az 2.45, measured); `expires_on` says the same without doubt. */
function localTime(instant: number): string {
  const date = new Date(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}000`
}
