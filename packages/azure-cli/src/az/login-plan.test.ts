import { describe, expect, it } from 'vitest'
import type { AzureCliInputs } from '../inputs.ts'
import type { ServiceEndpoint } from '../task-host.ts'
import { CERTIFICATE_PATH, EXTENSION_NEEDED, planLogin } from './login-plan.ts'

const endpoint = (scheme: string, parameters: Readonly<Record<string, string>> = {}, data = {}): ServiceEndpoint => ({
  id: 'id',
  name: 'conn',
  type: 'azurerm',
  url: '',
  scheme,
  parameters: { serviceprincipalid: 'app', tenantid: 'tenant', ...parameters },
  data: { environment: 'AzureCloud', subscriptionid: 'sub', ...data },
})
const inputs = (more: Partial<AzureCliInputs> = {}) =>
  ({ connectionType: 'azureRM', allowNoSubscriptions: false, ...more }) as AzureCliInputs
const plan = (of: ServiceEndpoint, more?: Partial<AzureCliInputs>, environment = {}) =>
  planLogin(of, inputs(more), environment)
const PRINCIPAL = ['login', '--service-principal', '-u', 'app', '--tenant', 'tenant', '--allow-no-subscriptions']

describe('the login of a scheme', () => {
  it('has the assertion from standard input for federation, in any case of letters', () => {
    expect(plan(endpoint('WORKLOADIDENTITYFEDERATION'))).toEqual({
      credential: { kind: 'federation' },
      before: [['cloud', 'set', '-n', 'AzureCloud']],
      login: [...PRINCIPAL, '--federated-token', '@-'],
      after: [['account', 'set', '--subscription', 'sub']],
    })
  })

  it('has the secret from standard input, and in no argument', () => {
    const made = plan(endpoint('ServicePrincipal', { serviceprincipalkey: 'se cret' }))
    expect(made).toMatchObject({
      credential: { kind: 'secret', secret: 'se cret' },
      login: [...PRINCIPAL, '--password', '@-'],
    })
    expect(JSON.stringify('login' in made && made.login)).not.toContain('se cret')
  })

  it('has the certificate in a file, by the argument of a newer az and by that of an older one', () => {
    expect(
      plan(endpoint('ServicePrincipal', { authenticationtype: 'spnCertificate', serviceprincipalcertificate: 'PEM' })),
    ).toMatchObject({
      credential: { kind: 'certificate', pem: 'PEM' },
      login: [...PRINCIPAL, '--certificate', CERTIFICATE_PATH],
      loginOfOlderAz: [...PRINCIPAL, '--password', CERTIFICATE_PATH],
    })
  })

  it('needs nothing for a managed identity', () => {
    expect(plan(endpoint('ManagedServiceIdentity'))).toMatchObject({ login: ['login', '--identity'] })
  })

  it('sets up az devops for an Azure DevOps connection, which must be federated', () => {
    const environment = { SYSTEM_COLLECTIONURI: 'https://dev.azure.com/o/', SYSTEM_TEAMPROJECT: 'a b' }
    expect(plan(endpoint('WorkloadIdentityFederation'), { connectionType: 'azureDevOps' }, environment)).toMatchObject({
      before: [EXTENSION_NEEDED],
      after: [
        ['devops', 'configure', '--defaults', 'organization=https://dev.azure.com/o/'],
        ['devops', 'configure', '--defaults', 'project=a b'],
      ],
    })
    expect(plan(endpoint('ServicePrincipal'), { connectionType: 'azureDevOps' })).toMatchObject({
      refused: expect.stringContaining("'ServicePrincipal'"),
    })
  })

  it('is refused for a scheme that nobody knows, with those that there are', () => {
    expect(plan(endpoint('Token'))).toMatchObject({
      refused: expect.stringMatching(/'Token'.*Workload Identity Federation/),
    })
  })

  it.each([
    ['none', { subscriptionid: '' }, {}],
    ['zeros', { subscriptionid: '00000000-0000-0000-0000-000000000000' }, {}],
    ['not wanted', {}, { allowNoSubscriptions: true }],
  ])('sets no subscription where there is none to set: %s', (_, data, more) => {
    expect(plan(endpoint('WorkloadIdentityFederation', {}, data), more)).toMatchObject({ after: [] })
  })
})
