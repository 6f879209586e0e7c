import { ENTRA_HOST, entraIssuer, entraIssuerV1 } from '../../ground/federation.ts'

/** What stands for the tenant's id in the documents of `common` and `organizations`. */
export const TENANT_PLACEHOLDER = '{tenantid}'

/** Members that both versions have, as Entra writes them: the last two for certificates at the TLS layer, which the lab does not serve. */
const cloud = (tenantInPath: string) => ({
  tenant_region_scope: 'WW',
  cloud_instance_name: 'microsoftonline.com',
  cloud_graph_host_name: 'graph.windows.net',
  msgraph_host: 'graph.microsoft.com',
  rbac_url: 'https://pas.windows.net',
  tls_client_certificate_bound_access_tokens: true,
  mtls_endpoint_aliases: { token_endpoint: `https://mtlsauth.microsoft.com/${tenantInPath}/oauth2/v2.0/token` },
})

/** The v2.0 discovery document (OpenID Connect Discovery 1.0; members as in recordings of Microsoft's SDK tests). */
export function discoveryV2(tenantId: string, tenantInPath: string): object {
  const base = `https://${ENTRA_HOST}/${tenantInPath}`
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: entraIssuer(tenantId),
    request_uri_parameter_supported: false,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: claims('preferred_username', 'name', 'tid', 'ver', 'at_hash', 'c_hash', 'email'),
    kerberos_endpoint: `${base}/kerberos`,
    ...cloud(tenantInPath),
  }
}

/** The v1 discovery document. */
export function discoveryV1(tenantId: string, tenantInPath: string): object {
  const base = `https://${ENTRA_HOST}/${tenantInPath}`
  return {
    token_endpoint: `${base}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `https://${ENTRA_HOST}/common/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
    scopes_supported: ['openid'],
    issuer: entraIssuerV1(tenantId),
    microsoft_multi_refresh_token: true,
    authorization_endpoint: `${base}/oauth2/authorize`,
    device_authorization_endpoint: `${base}/oauth2/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/oauth2/logout`,
    claims_supported: claims('email', 'given_name', 'family_name', 'nickname'),
    check_session_iframe: `${base}/oauth2/checksession`,
    userinfo_endpoint: `${base}/openid/userinfo`,
    kerberos_endpoint: `${base}/kerberos`,
    ...cloud(tenantInPath),
  }
}

function claims(...more: readonly string[]): readonly string[] {
  const common = [
    'sub',
    'iss',
    'cloud_instance_name',
    'cloud_instance_host_name',
    'cloud_graph_host_name',
    'msgraph_host',
  ]
  return [...common, 'aud', 'exp', 'iat', 'auth_time', 'acr', 'nonce', ...more]
}
