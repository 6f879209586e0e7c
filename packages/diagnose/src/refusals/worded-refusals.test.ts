import { describe, expect, test } from 'vitest'
import { explainText, wordedRefusals } from '../index.ts'

/** One way in which each refusal is printed, in our words around the service's. */
const SAMPLES: readonly (readonly [code: string, text: string, values?: Readonly<Record<string, string>>])[] = [
  // Azure DevOps
  [
    'no-reference-to-connection',
    '{"count":1,"value":"There is no explicit reference to service connection 0f0e0d0c-1111-4222-8333-aabbccddeeff from current stage Build.Api.__default."}',
    { connection: '0f0e0d0c-1111-4222-8333-aabbccddeeff', stage: 'Build.Api.__default' },
  ],
  ['connection-not-linked', "Error: Service connection(s) linked with task(s) doesn't exist."],
  ['TF400813', "TF400813: The user 'b1b2' is not authorized to access this resource.", { user: 'b1b2' }],
  ['TF400813', 'TF400813: Resource not available for anonymous access. Client authentication required.'],
  ['VS30063', 'VS30063: You are not authorized to access https://dev.azure.com.', { host: 'https://dev.azure.com' }],
  ['sign-in-redirect', 'location: https://spsprodneu1.vssps.visualstudio.com/_signin?realm=dev.azure.com&reply_to=y'],
  ['oidc-request-by-get', "The requested resource does not support http method 'GET'.", { method: 'GET' }],
  ['null-token', '[command]az login --service-principal --federated-token undefined --allow-no-subscriptions'],
  ['no-federated-token', 'Failed to fetch federated token. Remaining retries count = 1'],
  ['no-federated-token', 'Error while trying to get OIDC token: TypeError'],
  ['object-object', '##[error]Script failed with error: [object Object]'],
  ['access-token-missing', 'Error: the SYSTEM_ACCESSTOKEN environment variable is not set'],
  ['access-token-missing', 'System.AccessToken is undefined'],
  ['task-without-federation', 'cannot request token: Get "?audience=x": unsupported protocol scheme ""'],
  ['task-without-federation', 'tenantId, clientId, and clientSecret are required parameters.'],
  ['task-without-federation', 'Task failed: secret must be a non empty string.'],
  ['task-without-federation', 'Deploy only supports service principal authorization'],
  ['task-without-federation', 'Unsupported authentication scheme: WorkloadIdentityFederation.'],
  [
    'jwt-not-obtained',
    'Failed to obtain the Json Web Token(JWT) using service principal client ID. Exception message: x',
  ],
  ['jwt-not-obtained', 'Could not fetch access token for Azure. Status code: 400'],
  ['az-too-old', 'az: error: unrecognized arguments: --federated-token ***'],
  [
    'keep-session-unsupported',
    "The 'keepAzSessionActive' input might be used only for workload identity federation ARM service connection.",
  ],
  ['TaskOrchestrationPlanSecurityException', '"typeKey":"TaskOrchestrationPlanSecurityException"'],
  ['VssInvalidPreviewVersionException', '"typeKey":"VssInvalidPreviewVersionException"'],
  ['oidc-token-missing', 'oidcToken field not detected in the response.'],
  [
    'connection-not-found',
    'Job Deploy: Step input azureSubscription references service connection shop-prod which could not be found.',
    { connection: 'shop-prod' },
  ],
  // Tools for Azure
  [
    'no-identity-for-terraform',
    "Error: building account: from Azure CLI: ERROR: Please run 'az login' to setup account.",
  ],
  [
    'no-identity-for-terraform',
    'unable to build authorizer for Resource Manager API: no Authorizer could be configured',
  ],
  ['az-not-signed-in', "ERROR: Please run 'az login' to setup account."],
  ['empty-answer', 'ERROR: JSON is invalid: Expecting value: line 1 column 1 (char 0)'],
  ['login-inputs-missing', "Not all values are present. Ensure 'client-id' and 'tenant-id' are supplied."],
  ['no-subscriptions', 'ERROR: No subscriptions found for 0f0e0d0c.', { account: '0f0e0d0c' }],
  [
    'ExpiredAuthenticationToken',
    '{"error":{"code":"ExpiredAuthenticationToken","message":"The access token expiry UTC time \'1\' is earlier than current UTC time \'2\'."}}',
  ],
  [
    'InvalidAuthenticationToken',
    '{"error":{"code":"InvalidAuthenticationToken","message":"The access token is invalid."}}',
  ],
  ['identity-not-found', '{"error":"invalid_request","error_description":"Identity not found"}'],
  [
    'AuthorizationFailed',
    "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Web/sites/read' over scope '/subscriptions/c'",
    { action: 'Microsoft.Web/sites/read', scope: '/subscriptions/c' },
  ],
  // GitHub
  ['github-id-token-permission', 'Error message: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable'],
  [
    'github-id-token-permission',
    'GitHub Actions did not inject $ACTIONS_ID_TOKEN_REQUEST_TOKEN or $ACTIONS_ID_TOKEN_REQUEST_URL into this job.',
  ],
  ['github-id-token-permission', 'the ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset'],
  ['github-id-token-permission', 'Did you remember to add `id-token: write` to your workflow permissions?'],
  ['github-id-token', 'Please make sure to give write permissions to id-token in the workflow.'],
  ['github-id-token-unreachable', "Error: Error message: Cannot read properties of undefined (reading 'message')"],
  ['github-id-token-unreachable', 'Failed to get ID Token. Error Code : 503', { status: '503' }],
  // AWS
  [
    'ExpiredTokenException',
    'Token expired: current date/time 1700003600 must be before the expiration date/time1700000000',
    { currentTime: '2023-11-14T23:13:20Z', expiryTime: '2023-11-14T22:13:20Z' },
  ],
  ['ExpiredTokenException', '(ExpiredTokenException) Token too old: 90000'],
  ['ExpiredToken', 'api error ExpiredToken: The provided token has expired.'],
  ['ExpiredToken', 'The security token included in the request is expired'],
  ['InvalidIdentityToken', 'Could not assume role with OIDC: Incorrect token audience'],
  [
    'InvalidIdentityToken',
    'No OpenIDConnect provider found in your account for https://idp.test/a.',
    { issuer: 'https://idp.test/a' },
  ],
  ['InvalidIdentityToken', "Couldn't retrieve verification key from your identity provider, please"],
  ['InvalidIdentityToken', "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"],
  ['InvalidIdentityToken', 'InvalidIdentityToken: The ID Token provided is not a valid JWT.'],
  ['AccessDenied', 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity'],
  ['IDPCommunicationError', 'An error occurred (IDPCommunicationError) when calling AssumeRoleWithWebIdentity'],
  ['IDPRejectedClaim', 'An error occurred (IDPRejectedClaim) when calling AssumeRoleWithWebIdentity'],
  ['ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'],
  ['PackedPolicyTooLarge', 'Packed size of session tags consumes 102% of allotted space.'],
  [
    'aws-no-credentials',
    'Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers',
  ],
  ['aws-no-credentials', 'Unable to locate credentials. You can configure credentials'],
  ['InvalidClientTokenId', 'The security token included in the request is invalid'],
  ['RequestExpired', 'An error occurred (RequestExpired) when calling the ListBuckets operation'],
  // Google
  [
    'google-attribute-too-long',
    'The size of mapped attribute google.subject exceeds the 127 bytes limit.',
    { attribute: 'google.subject' },
  ],
  ['google-provider-not-found', 'The target service indicated by the \\"audience\\" parameters is invalid.'],
  ['google-attribute-condition', 'The given credential is rejected by the attribute condition.'],
  [
    'google-audience-invalid',
    'Invalid value for \\"audience\\". This value should be the full resource name of the Identity Provider.',
  ],
  [
    'google-audience-mismatch',
    'The audience in ID Token [abc] does not match the expected audience def.',
    { audience: 'abc' },
  ],
  ['google-token-stale', 'ID Token issued at 1700000000 is stale to sign-in.', { issuedTime: '2023-11-14T22:13:20Z' }],
  [
    'google-issuer-mismatch',
    'The issuer in ID Token https://idp.test does not match the expected ones.',
    { issuer: 'https://idp.test' },
  ],
  ['google-issuer-unreachable', "Error connecting to the given credential's issuer."],
  ['google-signature', 'Invalid ID Token signature'],
  ['google-impersonation-denied', "Permission 'iam.serviceAccounts.getAccessToken' denied on resource"],
  // Vault
  ['vault-token-expired', 'error validating token: invalid expiration time (exp) claim: token is expired'],
  ['vault-token-early', 'error validating token: invalid not before (nbf) claim: token not yet valid'],
  ['vault-subject', 'error validating token: invalid subject (sub) claim'],
  ['vault-audience', 'audience claim found in JWT but no audiences bound to the role'],
  ['vault-kubernetes-audience', '* claim "aud" is invalid'],
  ['vault-issuer', 'error validating token: invalid issuer (iss) claim'],
  [
    'vault-bound-claim',
    'error validating claims: claim "ref" does not match any associated bound claim values',
    { claim: 'ref' },
  ],
  ['vault-role', 'role "shop" could not be found', { role: 'shop' }],
  [
    'vault-keys',
    'error validating token: error verifying token signature: fetching keys oidc: get keys failed: 404 Not Found',
  ],
  ['vault-kubernetes-account', '* service account name not authorized'],
  [
    'vault-permission-denied',
    'Error making API request.\n\nURL: PUT https://vault.test/v1/auth/ci/login\nCode: 403. Errors:\n\n* permission denied',
  ],
  // Kubernetes
  [
    'kubernetes-token-expired',
    'oidc: verify token: oidc: token is expired (Token Expiry: 2026-03-01 10:00:00 +0000 UTC)',
    { expired: '2026-03-01 10:00:00 +0000 UTC' },
  ],
  [
    'kubernetes-token-early',
    'oidc: current time 2026-03-01 10:00:00 before the nbf (not before) time: 2026-03-01 10:09:00',
  ],
  ['kubernetes-audience', 'oidc: expected audience "a" got ["b"]', { expected: 'a', audience: 'b' }],
  ['kubernetes-signature', 'oidc: verify token: failed to verify signature: no keys'],
  ['kubernetes-unauthorized', 'error: You must be logged in to the server (Unauthorized)'],
  // Others
  ['keycloak-reuse', '"error_description":"Token reuse detected"'],
  ['keycloak-too-old', 'Token was issued too far in the past to be used now'],
  ['keycloak-audience', '"error_description":"Invalid token audience"'],
  ['keycloak-not-active', '"error_description":"Token is not active"'],
  ['pypi-reuse', 'invalid-reuse-token: invalid token: already used'],
  ['jti-reused', '"reason": "jti_reused"'],
  ['pypi-publisher', 'invalid-publisher: valid token, but no corresponding publisher'],
  ['pypi-token', 'invalid-token: malformed or invalid token'],
  ['octo-sts-policy', 'trust policy: subject "repo:a/b" did not match', { value: 'repo:a/b' }],
]

describe('Refusals of services that give no AADSTS code', () => {
  test.each(SAMPLES.map(([code, text, values = {}]) => ({ code, text, values })))(
    '$code is found in $text, with what it names.',
    ({ code, text, values }) => {
      const { findings } = explainText(`2026-04-21T01:15:08.0000000Z ${text}`)
      expect(findings).toHaveLength(1)
      expect(findings[0]).toMatchObject({ code, assertion: null, mechanisms: [] })
      expect(findings[0]?.values).toMatchObject(values)
      expect(findings[0]?.cures.length).toBeGreaterThan(0)
    },
  )

  test('Every entry has a sample here.', () => {
    const said = new Set(SAMPLES.flatMap(([, text]) => explainText(text).findings).map(({ meaning }) => meaning))
    for (const { code, meaning, variants = [] } of wordedRefusals) {
      const meanings = [meaning, ...variants.flatMap(({ meaning: other }) => other ?? [])]
      expect(
        meanings.some((one) => said.has(one)),
        `${code}: ${meaning}`,
      ).toBe(true)
    }
  })

  test('Each is found in a narrow box.', () => {
    const missed = SAMPLES.flatMap(([code, text]) => {
      const lines = text.match(/\S.{0,28}(?:\s|$)|\S+(?:\s|$)/g) ?? []
      const boxed = lines.map((line) => `2026-04-21T01:15:08.0000000Z │ ${line.trim()}`).join('\n')
      return explainText(boxed).findings.some(({ code: found }) => found === code) ? [] : [lines]
    })
    expect(missed).toEqual([])
  })

  test.each([
    'Permissions: id-token: write',
    'az login --service-principal --federated-token "$idToken"',
    'The token is active. Audience: sts.amazonaws.com. Role deploy was assumed.',
    'vault login succeeded; policies: default',
    'export ACTIONS_ID_TOKEN_REQUEST_URL; env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}',
    'Updated thumbprint of the identity provider. Attribute condition: assertion.repository_owner == "acme".',
    'Service connection shop-prod is ready. Federated token fetched.',
  ])('A log in which all is well has none: %j.', (text) => {
    expect(explainText(text).findings).toEqual([])
  })
})
