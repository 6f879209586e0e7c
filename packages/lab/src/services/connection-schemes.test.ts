import { createPrivateKey, X509Certificate } from 'node:crypto'
import { realClock } from '@mintwell/clock'
import { describe, expect, it } from 'vitest'
import { createServices } from './create-services.ts'

const settings = {
  connections: { keyed: { scheme: 'secret' }, certified: { scheme: 'certificate' }, usual: {} },
} as const
const open = () => createServices({ clock: realClock, baseUrl: 'https://localhost:8443', settings })

/** A job's endpoint of a connection, and the REST object of it. */
async function endpointOf(services: ReturnType<typeof open>, name: string) {
  const job = await services.jobs.openJob({ runNumber: 1, stage: 's', job: 'j', connections: [name], pipeline: 'p' })
  const endpoint = job.endpoints[0]
  if (!endpoint) throw new Error('no endpoint')
  const { organization, name: project } = services.directory.home.project
  const url = `https://dev.azure.com/${organization.name}/${project}/_apis/serviceendpoint/endpoints/${endpoint.id}?api-version=7.1`
  const authorization = `Basic ${Buffer.from(`:${services.issuePersonalAccessToken('t')}`).toString('base64')}`
  const answer = await services.route('dev.azure.com')?.request(url, { headers: { authorization } })
  return { endpoint, shown: (await answer?.json()) as { authorization: { parameters: Record<string, unknown> } } }
}

async function signIn(services: ReturnType<typeof open>, tenant: string, form: Readonly<Record<string, string>>) {
  const answer = await services
    .route('login.microsoftonline.com')
    ?.request(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'https://management.azure.com/.default',
        ...form,
      }).toString(),
    })
  return (await answer?.json()) as { access_token?: string; error_codes?: number[] }
}

describe('a connection with a secret', () => {
  it('gives its jobs a secret that Entra takes, and its REST object shows none', async () => {
    const services = open()
    const { endpoint, shown } = await endpointOf(services, 'keyed')
    const { tenantid = '', serviceprincipalid = '', serviceprincipalkey = '', authenticationType } = endpoint.parameters
    expect([endpoint.scheme, authenticationType]).toEqual(['ServicePrincipal', 'spnKey'])
    const form = { client_id: serviceprincipalid, client_secret: serviceprincipalkey }
    expect(await signIn(services, tenantid, form)).toHaveProperty('access_token')
    expect((await signIn(services, tenantid, { ...form, client_secret: 'other' })).error_codes).toEqual([7000215])
    expect(shown.authorization.parameters).toMatchObject({ authenticationType: 'spnKey', serviceprincipalkey: null })
    expect(JSON.stringify(shown)).not.toContain(serviceprincipalkey)
  })

  it('has no federated credential', () => {
    const services = open()
    const connection = services.provisionConnection('keyed')
    expect(services.directory.applications.find(connection.clientId)?.federatedCredentials).toEqual([])
    const usual = services.provisionConnection('usual')
    expect(services.directory.applications.find(usual.clientId)?.federatedCredentials).toHaveLength(1)
  })
})

describe('a connection with a certificate', () => {
  it('gives its jobs a private key and the certificate that is registered', async () => {
    const services = open()
    const { endpoint, shown } = await endpointOf(services, 'certified')
    const { servicePrincipalCertificate: pem = '', serviceprincipalid = '' } = endpoint.parameters
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')))
    expect(certificate.checkPrivateKey(createPrivateKey(pem))).toBe(true)
    const registered = services.directory.registrations.find(serviceprincipalid)?.certificates
    expect(registered?.map(({ thumbprint }) => thumbprint)).toEqual([certificate.fingerprint.replaceAll(':', '')])
    expect(JSON.stringify(shown)).not.toContain('PRIVATE KEY')
  })
})
