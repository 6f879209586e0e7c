import type { Environment } from '../environment.ts'
import type { AzureIdentity } from './azure-identity.ts'

/** What changes in the command's environment; undefined takes a variable out. */
export type Variables = Readonly<Record<string, string | undefined>>

/** What AzureCLI gives its script (`addSpnToEnvironment`), and what the Azure SDKs' `WorkloadIdentityCredential` reads (Azure Identity documentation). */
export function azureVariables(
  identity: AzureIdentity,
  token: { readonly text: string; readonly file: string },
  connectionId: string | undefined,
): Variables {
  const { clientId, tenantId, authorityHost } = identity
  return {
    idToken: token.text,
    servicePrincipalId: clientId,
    tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_TENANT_ID: tenantId,
    AZURE_FEDERATED_TOKEN_FILE: token.file,
    AZURE_AUTHORITY_HOST: authorityHost,
    ...(connectionId
      ? {
          AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connectionId,
          AZURESUBSCRIPTION_CLIENT_ID: clientId,
          AZURESUBSCRIPTION_TENANT_ID: tenantId,
        }
      : {}),
  }
}

/** Where Terraform's providers, its azurerm backend and Packer get their assertions from. */
export type TerraformTokens =
  | {
      readonly kind: 'endpoint'
      readonly url: string
      readonly accessToken: string
      readonly connectionId: string | undefined
    }
  /** They ask by themselves, as on GitHub, where their variables are set already. */
  | { readonly kind: 'own' }
  | { readonly kind: 'file'; readonly path: string }

/**
 * `ARM_*` for Terraform's azurerm, azuread, azapi and azuredevops, its azurerm backend, and Packer (terraform-provider-azurerm's documentation; hashicorp/go-azure-sdk). Where they can ask they are given the way to ask and
 * no token: a static one wins over it and is never read again (terraform-provider-azurerm#29799).
 */
export function terraformVariables(identity: AzureIdentity, tokens: TerraformTokens): Variables {
  const common = {
    ARM_USE_OIDC: 'true',
    ARM_CLIENT_ID: identity.clientId,
    ARM_TENANT_ID: identity.tenantId,
    ...(identity.subscriptionId ? { ARM_SUBSCRIPTION_ID: identity.subscriptionId } : {}),
    ARM_OIDC_TOKEN: undefined,
    ARM_OIDC_TOKEN_FILE_PATH: undefined,
  }
  if (tokens.kind === 'file') return { ...common, ARM_OIDC_TOKEN_FILE_PATH: tokens.path }
  if (tokens.kind === 'own') return common
  return {
    ...common,
    ARM_OIDC_REQUEST_URL: tokens.url,
    ARM_OIDC_REQUEST_TOKEN: tokens.accessToken,
    ...(tokens.connectionId
      ? {
          ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: tokens.connectionId,
          ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: tokens.connectionId,
        }
      : {}),
  }
}

/** `arn:PARTITION:iam::ACCOUNT:role/PATH` (AWS IAM user guide, "IAM ARNs"). */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/

/** Whether a text is the ARN of a role. The SDKs would only say so at the first call. */
export function isRoleArn(text: string): boolean {
  return ROLE_ARN.test(text)
}

/** What the AWS SDKs' web identity provider reads (AWS SDKs and Tools reference, "assume role credential provider"). Static keys and a profile, which would win over it, are taken out. */
export function awsVariables(roleArn: string, tokenFile: string, sessionName: string): Variables {
  return {
    AWS_ROLE_ARN: roleArn,
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ROLE_SESSION_NAME: sessionName,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
  }
}

/** A session name that says which run this was; AWS takes 2 to 64 of `\w+=,.@-` (AWS STS API reference). */
export function sessionName(run: string | null): string {
  const name = `mintwell-${run ?? 'exec'}`.replaceAll(/[^\w+=,.@-]/g, '-')
  return name.slice(0, 64)
}

/** The environment with the changes made. */
export function applyVariables(env: Environment, ...changes: readonly Variables[]): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(Object.assign({}, env, ...changes) as Environment)) {
    if (value !== undefined) result[name] = value
  }
  return result
}
