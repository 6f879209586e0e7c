import { describe, expect, test } from 'vitest'
import { entraAliases, entraRefusals, explainText, wordedRefusals } from '../index.ts'

const only = (text: string) => {
  const { findings } = explainText(text)
  expect(findings).toHaveLength(1)
  return findings[0] as (typeof findings)[number]
}
const TAIL =
  ' Trace ID: 4b12cc4e-c3e1-46db-8824-01039e9c1a00 Correlation ID: 76f0970f-e2e9-4ac4-85b1-ffb0424c000c Timestamp: 2026-04-21 01:15:07Z'
const APP = '499b84ac-1321-427f-aa17-267ca6975798'
const NO_MATCH = 'No matching federated identity record found for presented assertion'

describe('Codes of Entra', () => {
  test.each([
    [
      '70021',
      `No matching federated identity record found for presented assertion. Assertion Issuer: 'https://a'. Assertion Subject: 'b'. Assertion Audience: 'c'. https://docs`,
      { issuer: 'https://a', subject: 'b', audience: 'c' },
    ],
    [
      '700211',
      `${NO_MATCH} issuer 'https://vstoken.dev.azure.com/x'. Please check your federated identity credential Subject, Audience and Issuer`,
      { issuer: 'https://vstoken.dev.azure.com/x' },
    ],
    ['700212', `${NO_MATCH} audience 'api://other'.`, { audience: 'api://other' }],
    ['700213', `${NO_MATCH} subject '***'.`, { subject: '***' }],
    [
      '7002138',
      `${NO_MATCH} subject 'sc://Contoso/a/b'. The subject matches with case-insensitive comparison`,
      { subject: 'sc://Contoso/a/b' },
    ],
    [
      '7002137',
      `${NO_MATCH} subject '/eid1/a'. Please make sure the federated identity credential Subject is '/eid1/b'.`,
      { subject: '/eid1/a', expectedSubject: '/eid1/b' },
    ],
    ['70025', `The client '${APP}'(Shop) has no configured federated identity credentials.`, { application: APP }],
    [
      '700236',
      `Entra ID tokens issued by issuer https://login.microsoftonline.com/x/v2.0 may not be used`,
      { issuer: 'https://login.microsoftonline.com/x/v2.0' },
    ],
    [
      '7000272',
      `The certificate with identifier 0A1B used to sign the federated credential could not be found in the metadata of identity provider https://issuer.test. Please`,
      { keyId: '0A1B', issuer: 'https://issuer.test' },
    ],
    [
      '50013',
      `Assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: 'x']`,
      { reason: 'The provided signature value did not match the expected signature value' },
    ],
    [
      '700016',
      `Application with identifier '${APP}' was not found in the directory 'Contoso'.`,
      { application: APP, tenant: 'Contoso' },
    ],
    [
      '7000229',
      `The client application ${APP} is missing service principal in the tenant ${APP}. See`,
      { application: APP, tenant: APP },
    ],
    [
      '90002',
      `Tenant 'contoso.test' not found. Check to make sure you have the correct tenant ID`,
      { tenant: 'contoso.test' },
    ],
    [
      '900023',
      `Specified tenant identifier '$(tenant)' is neither a valid DNS name, nor a valid external domain.`,
      { tenant: '$(tenant)' },
    ],
    ['900144', `The request body must contain the following parameter: 'client_id'.`, { parameter: "'client_id'" }],
    [
      '7000218',
      `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
      { parameter: "'client_assertion' or 'client_secret'" },
    ],
    ['7000222', `The provided client secret keys for app '${APP}' are expired.`, { application: APP }],
    [
      '70011',
      `The provided value for the input parameter 'scope' isn't valid. The scope https://a/b isn't valid.`,
      { scope: 'https://a/b' },
    ],
    [
      '1002012',
      `The provided value for scope https://a is not valid. Client credential flows must have`,
      { scope: 'https://a' },
    ],
    [
      '500011',
      `The resource principal named api://x was not found in the tenant named ${APP}. This can`,
      { resource: 'api://x', tenant: APP },
    ],
    ['70003', `The app requested an unsupported grant type 'password'.`, { grantType: 'password' }],
  ])('AADSTS%s is explained with the values of its message.', (code, message, values) => {
    const finding = only(`AADSTS${code}: ${message}${TAIL}`)
    expect(finding).toMatchObject({
      code: `AADSTS${code}`,
      meaning: entraRefusals[`AADSTS${code}`]?.meaning,
      values,
      assertion: null,
      issuerKind: null,
      mechanisms: [],
      at: '2026-04-21T01:15:07Z',
      traceId: '4b12cc4e-c3e1-46db-8824-01039e9c1a00',
    })
    expect(Object.keys(finding.values)).toEqual(expect.arrayContaining(Object.keys(values)))
    expect(finding.cures.length).toBeGreaterThan(0)
  })

  test.each(['50166', '90061', '90014'])('AADSTS%s is explained as the code that took its place.', (code) => {
    const same = entraAliases[`AADSTS${code}`] ?? ''
    expect(only(`AADSTS${code}: Request to External OIDC endpoint failed.`).meaning).toBe(entraRefusals[same]?.meaning)
  })

  test('Every code that the federated exchange is known to answer with is in the catalogue.', () => {
    const codes =
      '70021 700211 700212 700213 7002138 7002131 7002137 7002121 70025 700222 700226 700227 700229 700236 7000272 501661 50013 700027 50027 700016 7000229 90002 900023 900144 7000218 7000215 7000222 70003 70011 500011 1002012 9002313 50196 53003 700021'
    for (const code of codes.split(' ')) expect(Object.keys(entraRefusals)).toContain(`AADSTS${code}`)
  })

  test('A code that is not in the catalogue is told with the words of the service and where to look it up.', () => {
    const finding = only(`AADSTS123456: Something new went wrong.${TAIL}`)
    expect(finding.meaning).toContain('Something new went wrong.')
    expect(finding.cures[0]).toContain('https://login.microsoftonline.com/error?code=123456')
  })

  test('Quotes that JSON has escaped are read as quotes.', () => {
    expect(
      only(`{"error_description":"AADSTS90002: Tenant \\u0027contoso.test\\u0027 not found.\\r\\nTrace ID: x"}`).values,
    ).toEqual({ tenant: 'contoso.test' })
  })

  test('Without a time stamp of the service the time at the head of the line is taken.', () => {
    expect(only(`2026-04-21T01:15:08.1234567Z ##[error]AADSTS90002: Tenant 'x.test' not found.`).at).toBe(
      '2026-04-21T01:15:08.123Z',
    )
  })

  test('Every entry of the catalogues has a meaning and at least one cure, as sentences.', () => {
    for (const { meaning, cures } of [...Object.values(entraRefusals), ...wordedRefusals]) {
      expect(meaning).toMatch(/[.)]$/)
      expect(cures.length).toBeGreaterThan(0)
    }
    for (const code of Object.values(entraAliases)) expect(entraRefusals[code]).toBeDefined()
  })
})

describe('Refusals known by their words', () => {
  test.each([
    [
      'no-reference-to-connection',
      `{"count":151,"value":"There is no explicit reference to service connection ${APP} from current stage Build.Job.__default."}`,
      { connection: APP, stage: 'Build.Job.__default' },
    ],
    ['TF400813', `{"message":"TF400813: The user '${APP}' is not authorized to access this resource."}`, { user: APP }],
    [
      'TF400813',
      `{"message":"TF400813: The user \\u0027${APP}\\u0027 is not authorized to access this resource."}`,
      { user: APP },
    ],
    [
      'sign-in-redirect',
      `Location: https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com&reply_to=x`,
      {},
    ],
    [
      'oidc-request-by-get',
      `{"value":{"Message":"The requested resource does not support http method 'GET'."}}`,
      { method: 'GET' },
    ],
    ['null-token', `[command]/usr/bin/az login --service-principal --federated-token "null"`, {}],
    ['null-token', `az login --federated-token null --output none`, {}],
    ['object-object', `##[error]Script failed with error: [object Object]`, {}],
    [
      'ExpiredTokenException',
      `(ExpiredTokenException) when calling AssumeRoleWithWebIdentity: Token expired: current date/time 1731098245 must be before the expiration date/time 1731095240`,
      { currentTime: '2024-11-08T20:37:25Z', expiryTime: '2024-11-08T19:47:20Z' },
    ],
    ['InvalidIdentityToken', `<Code>InvalidIdentityToken</Code><Message>Incorrect token audience</Message>`, {}],
    [
      'InvalidIdentityToken',
      `No OpenIDConnect provider found in your account for https://issuer.test`,
      { issuer: 'https://issuer.test' },
    ],
    ['AccessDenied', `Not authorized to perform sts:AssumeRoleWithWebIdentity`, {}],
  ])('%s is found in %j.', (code, text, values) => {
    const finding = only(`2026-04-21T01:15:08.0000000Z ${text}`)
    const at = code === 'ExpiredTokenException' ? '2024-11-08T20:37:25Z' : '2026-04-21T01:15:08Z'
    expect(finding).toMatchObject({ code, values, assertion: null, at })
  })

  test('The two refusals that AWS calls InvalidIdentityToken are told apart.', () => {
    const audience = only('InvalidIdentityToken: Incorrect token audience')
    const provider = only(
      'InvalidIdentityToken: No OpenIDConnect provider found in your account for https://issuer.test',
    )
    expect(audience.meaning).not.toBe(provider.meaning)
  })

  test('A federated token that is no null is no refusal.', () => {
    expect(explainText('az login --federated-token "***"\naz login --federated-token nullable').findings).toEqual([])
  })

  test('Refusals of several kinds come in the order of the text.', () => {
    const text = `AADSTS90002: Tenant 'x.test' not found.\nScript failed with error: [object Object]\nAADSTS50027: JWT token is invalid or malformed.`
    expect(explainText(text).findings.map(({ code }) => code)).toEqual(['AADSTS90002', 'object-object', 'AADSTS50027'])
  })
})
