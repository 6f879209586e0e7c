import { describe, expect, test } from 'vitest'
import { explainText } from '../index.ts'

const iso = (seconds: number) => new Date(Date.parse('2026-05-11T09:00:00Z') + seconds * 1_000).toISOString()
/** A refusal of an assertion with this window, so late; without `nbf` where the window is null. */
const refused = (windowSeconds: number | null, lateSeconds: number) =>
  `AADSTS700024: Client assertion is not within its valid time range. Current time: ${iso(lateSeconds)}, assertion valid from ` +
  `${windowSeconds === null ? '1970-01-01T00:00:00.0000000Z' : iso(-windowSeconds)}, expiry time of assertion ${iso(0)}.`
const explain = (text: string) => {
  const [finding] = explainText(text).findings
  if (!finding) throw new Error('nothing was found')
  return { ...finding, all: finding.cures.join('\n') }
}

const TERRAFORM = `│ Error: building account: clientCredentialsToken: received HTTP status 401 with response: ${refused(600, 1_500)}`
const POWERSHELL = `Get-AzKeyVaultSecret: deploy.ps1:7\n     | ClientAssertionCredential authentication failed: ${refused(600, 1_500)}`

describe('Cures look at who speaks', () => {
  test('Terraform is told to ask for tokens itself, with the id of the service connection, and of what its plan file keeps.', () => {
    const { cures, all } = explain(TERRAFORM)
    expect(cures[0]).toContain('ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID')
    expect(all).toContain('plan file')
    expect(all).toContain('backendAzureRmUseEnvironmentVariablesForAuthentication')
    expect(all).not.toContain('keepAzSessionActive')
  })

  test('PowerShell is told to connect again with a new token, and nothing of az.', () => {
    const { cures, all } = explain(POWERSHELL)
    expect(cures[0]).toMatch(/Connect-AzAccount .*55 min/)
    expect(all).not.toContain('keepAzSessionActive')
    expect(all).not.toContain('ARM_OIDC')
  })

  test('For az in Azure Pipelines the session is kept active.', () => {
    expect(explain(`##[error]Script failed with error: ERROR: ${refused(600, 1_500)}\naz login`).all).toContain(
      'keepAzSessionActive',
    )
  })

  test('Packer is told that its plugin does not ask again, although it prints the words of Terraform’s library.', () => {
    const { all } = explain(
      `==> azure-arm.web: Packer build: autorest/Client#Do: clientCredentialsToken: ${refused(300, 1_500)}`,
    )
    expect(all).toContain('the plugin does not ask again')
    expect(all).not.toContain('terraform init')
  })

  test('A pod is told to read its file again.', () => {
    const { issuerKind, issuerCertainty, cures } = explain(`WorkloadIdentityCredential: ${refused(3_600, 900)}`)
    expect([issuerKind, issuerCertainty]).toEqual(['kubernetes', 'named'])
    expect(cures[0]).toContain('Restart the pod')
  })

  test('Of a chain of credentials the one that was refused speaks, and not those named before it.', () => {
    const chain = `DefaultAzureCredential failed to retrieve a token.\n\tWorkloadIdentityCredential authentication unavailable.\n\tAzurePowerShellCredential: Connect-AzAccount is needed\n\tAzureCliCredential: ERROR: ${refused(600, 900)}`
    const { issuerKind, all } = explain(chain)
    expect(issuerKind).toBe('azure-devops')
    expect(all).toContain('keepAzSessionActive')
    expect(all).not.toContain('Connect-AzAccount')
  })
})

describe('The issuer is not guessed by the window alone', () => {
  test.each([
    ['possible', 'kubernetes', refused(3_600, 900)],
    ['named', 'gitlab', `2026-05-11T09:15:00.1Z 01O ${refused(3_600, 900)}`],
    ['named', 'azure-devops', `##[section]Starting: Deploy\n${refused(300, 900)}`],
    ['named', 'github', `Run azure/login@v2\n${refused(600, 900)}`],
    ['named', 'client', `ClientCertificateCredential authentication failed: ${refused(600, 900)}`],
    ['likely', 'entra', `##[section]Starting: Deploy\n${refused(86_700, 900)}`],
    ['possible', 'github', refused(300, 900)],
    ['possible', 'unknown', refused(4_321, 900)],
  ])('It is %s: %s.', (certainty, kind, text) => {
    const { issuerKind, issuerCertainty } = explain(text)
    expect([issuerCertainty, issuerKind]).toEqual([certainty, kind])
  })

  test('A client that signs its own assertions kept one, or its clock is wrong; Azure DevOps has no part in it.', () => {
    const { mechanisms, all } = explain(`ClientCertificateCredential authentication failed: ${refused(600, 1_269)}`)
    expect(mechanisms.map(({ name, certainty }) => `${name} ${certainty}`)).toEqual([
      'held-too-long possible',
      'clock-skew possible',
    ])
    expect(all).not.toMatch(/Azure DevOps|AzureCLI|idToken/)
    expect(all).toContain('azidentity for Go before 1.0.1')
  })

  test.each([3_300, 3_600, 7_200 - 600, 1_800 - 300])(
    'Without nbf and %i s late, a local time was taken for UTC.',
    (late) => {
      const { mechanisms, all } = explain(refused(null, late))
      expect(mechanisms).toMatchObject([{ name: 'clock-skew', certainty: 'likely' }])
      expect(mechanisms[0]?.evidence).toContain('a local time was most likely taken for UTC')
      expect(all).toContain('UTC')
    },
  )

  test('Without nbf and late by an odd time, nothing of the kind is claimed.', () => {
    expect(explain(refused(null, 765)).mechanisms).toMatchObject([{ name: 'held-too-long', certainty: 'possible' }])
  })
})

describe('Codes whose meaning depends on the circumstances', () => {
  const TAIL = ' Trace ID: 5c0e2b1a-9d4f-4e8a-b7c6-001122334400'
  const REASON = (reason: string) =>
    `Assertion failed signature validation. [Reason - ${reason}, Thumbprint of key used by client: 'AB12', Found key 'Start=1, End=2'].${TAIL}`
  const subject = (value: string) =>
    `No matching federated identity record found for presented assertion subject '${value}'.${TAIL}`
  const issuer = (value: string) =>
    `No matching federated identity record found for presented assertion issuer '${value}'.${TAIL}`

  test.each([
    [
      'a reason with commas is whole',
      `AADSTS50013: ${REASON('Key was found, but use of the key, it seems, failed.')}`,
      /the signature does not fit/,
    ],
    [
      'on behalf of a user',
      `OnBehalfOfCredential failed: AADSTS50013: ${REASON('The provided signature value did not match.')}`,
      /another audience, such as Microsoft Graph/,
    ],
    [
      'an expired certificate',
      `AADSTS700027: ${REASON('The key used is expired.')}`,
      /certificate that signed the client assertion has expired/,
    ],
    [
      'a cluster without a public issuer',
      `AADSTS700211: ${issuer('https://kubernetes.default.svc')}`,
      /--service-account-issuer/,
    ],
    [
      'a slash at the end',
      `AADSTS700211: ${issuer('https://token.actions.githubusercontent.com/')}`,
      /slash at its end/,
    ],
    [
      'the Entra issuer',
      `AADSTS700211: ${issuer('https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0')}`,
      /credential for the Entra issuer/,
    ],
    [
      'an environment',
      `AADSTS70021: No matching federated identity record found. Assertion Issuer: 'i'. Assertion Subject: 'repo:a/b:environment:prod'.${TAIL}`,
      /type Environment/,
    ],
    ['a service account', `AADSTS700213: ${subject('system:serviceaccount:shop:api')}`, /oidcIssuerProfile/],
    [
      'GitHub’s default audience',
      `AADSTS700212: No matching federated identity record found for presented assertion audience 'https://github.com/acme'.${TAIL}`,
      /when none is asked for/,
    ],
    [
      'a person and Conditional Access',
      `AADSTS53003: Access has been blocked.${TAIL}\nPlease run:\naz login --scope https://vault.azure.net/.default`,
      /User sign-ins/,
    ],
    [
      'no permission in GitHub before it',
      `Using OIDC authentication...\nAADSTS50027: JWT token is invalid or malformed.${TAIL}`,
      /id-token: write/,
    ],
    [
      'a wrapper',
      `AADSTS70002: Error validating credentials. AADSTS50012: Client assertion is not within its valid time range.${TAIL}`,
      /older code of AADSTS700024/,
    ],
  ])('%s.', (_, text, expected) => {
    const { findings } = explainText(text)
    expect(findings).toHaveLength(1)
    expect([findings[0]?.meaning, ...(findings[0]?.cures ?? [])].join('\n')).toMatch(expected)
  })

  test('The whole reason is a value.', () => {
    expect(
      explain(`AADSTS50013: ${REASON('Key was found, but use of the key, it seems, failed.')}`).values.reason,
    ).toBe('Key was found, but use of the key, it seems, failed')
  })

  test.each([
    [
      'Microsoft Graph',
      '{"createdDateTime":"2026-05-11T09:00:00Z","status":{"errorCode":7000215,"failureReason":"Invalid client secret provided."}}',
      'AADSTS7000215',
    ],
    [
      'Log Analytics',
      'ResultType: 700213\nResultDescription: "No matching federated identity record found"',
      'AADSTS700213',
    ],
    [
      'the portal',
      'Sign-in error code\t700024\nFailure reason\tClient assertion is not within its valid time range.',
      'AADSTS700024',
    ],
    ['the codes of an answer', '{"error":"invalid_client","error_codes":[700024]}', 'AADSTS700024'],
  ])('A code that is a number in the words of %s is read.', (_, text, code) => {
    expect(explainText(text).findings.map(({ code: found }) => found)).toEqual([code])
  })

  test.each(['{"status":{"errorCode":0}}', '{"errorCode":0,"eventId":3000}', '{"errorCode":40410}', 'ResultType: 0'])(
    'Other numbers are no refusals: %s.',
    (text) => {
      expect(explainText(text).findings).toEqual([])
    },
  )

  test('The number repeats what the message says.', () => {
    const text = `{"error_description":"AADSTS90002: Tenant '***' not found. Check it.","error_codes":[90002]}`
    expect(explainText(text).findings).toHaveLength(1)
  })
})
