import { describe, expect, it } from 'vitest'
import { migrationTable } from './migration-table.ts'
import { application, auditOne, connection, execution, NEW, OLD } from './test-facts.ts'

/** Nights from the tests' day to 2027-07-01. */
const NIGHTS = 215
const applications = (...trusts: Parameters<typeof application>[0]) => ({ applications: [application(trusts)] })
const renamed = { ...OLD, subject: 'sc://contoso/Shop/former' }
const federatedByExtension = { authorization: { scheme: 'Token', parameters: { useOIDC: 'true' } }, type: 'AWS' }

/** A row of the table each: what is seen, and what the audit makes of it. */
const cases: readonly [
  verdict: string,
  severity: string | null,
  nights: number | null,
  seen: () => ReturnType<typeof auditOne>,
][] = [
  ['not-visible', 'warning', null, () => auditOne(connection(OLD, { authorization: null }))],
  ['unclear', 'warning', null, () => auditOne(connection(undefined, federatedByExtension))],
  ['draft', 'note', null, () => auditOne(connection(OLD, { isReady: false }))],
  ['exempt-cloud', 'note', null, () => auditOne(connection(OLD, { data: { environment: 'AzureUSGovernment' } }))],
  [
    'exempt-multi-tenant',
    'note',
    null,
    () => auditOne(connection(OLD), { applications: [application([OLD], { signInAudience: 'AzureADMultipleOrgs' })] }),
  ],
  ['renamed', 'error', 0, () => auditOne(connection(renamed))],
  ['no-trust', 'error', 0, () => auditOne(connection(OLD), applications(NEW))],
  ['ready', 'warning', NIGHTS, () => auditOne(connection(OLD), applications(OLD, NEW))],
  ['due', 'warning', NIGHTS, () => auditOne(connection(OLD), applications(OLD))],
  ['broken', 'error', 0, () => auditOne(connection(NEW), applications(OLD))],
  ['leftover', 'note', null, () => auditOne(connection(NEW), applications(NEW, OLD))],
  ['done', null, null, () => auditOne(connection(NEW), applications(NEW))],
  [
    'other-issuer',
    'note',
    null,
    () => auditOne(connection({ issuer: 'https://vstoken.dev.azure.com.evil.example/', subject: 'x' })),
  ],
  [
    'secret-expired',
    'error',
    0,
    () =>
      auditOne(connection(undefined), {
        applications: [application([], { passwordCredentials: [{ endDateTime: '2026-11-27T12:00:00Z' }] })],
      }),
  ],
  [
    'secret',
    'warning',
    9,
    () =>
      auditOne(connection(undefined), {
        applications: [application([], { passwordCredentials: [{ endDateTime: '2026-12-07T12:00:00Z' }] })],
      }),
  ],
  [
    'not-federated',
    null,
    null,
    () => auditOne(connection(undefined, { type: 'github', authorization: { scheme: 'Token', parameters: {} } })),
  ],
]

describe('a connection in the change of issuers', () => {
  it.each(cases)('is %s, with the severity %s and %s nights left', (verdict, severity, nights, seen) => {
    const audited = seen()
    expect(audited.verdict).toBe(verdict)
    expect(audited.risks[0]?.severity ?? null).toBe(severity)
    expect(audited.nights).toBe(nights)
  })

  it('has a case above for each row of the table', () => {
    expect(cases.map(([verdict]) => verdict)).toEqual(migrationTable.map(({ verdict }) => verdict))
  })

  it('is not called unclear where it is federated and a reader is not shown its issuer', () => {
    const authorization = { scheme: 'WorkloadIdentityFederation', parameters: null }
    const audited = auditOne(connection(undefined, { authorization }))
    expect(audited).toMatchObject({ verdict: 'not-visible', issuerKind: 'not-visible' })
    expect(audited.risks[0]?.message).toMatch(/^It is federated/)
  })

  it('is due also where nobody looked at the application', () => {
    expect(auditOne(connection(OLD))).toMatchObject({ verdict: 'due', issuerKind: 'azure-devops', trust: null })
  })

  it('is federated under the scheme ServicePrincipal too, where it shows an issuer: a docker registry', () => {
    const docker = connection(OLD, { type: 'dockerregistry' })
    const found = {
      ...docker,
      authorization: { scheme: 'ServicePrincipal', parameters: docker.authorization?.parameters ?? {} },
    }
    expect(auditOne(found)).toMatchObject({ verdict: 'due', issuerKind: 'azure-devops' })
  })

  it('is judged by the issuer and not by the field that names its type', () => {
    const parameters = {
      workloadIdentityFederationIssuer: OLD.issuer,
      workloadIdentityFederationSubject: OLD.subject,
      workloadIdentityFederationIssuerType: 'EntraID',
    }
    expect(
      auditOne(connection(OLD, { authorization: { scheme: 'WorkloadIdentityFederation', parameters } })).issuerKind,
    ).toBe('azure-devops')
  })

  it('is not called renamed where its last run succeeded', () => {
    const executions = new Map([[connection(renamed).id, [execution(3)]]])
    expect(auditOne(connection(renamed), { executions }).verdict).toBe('due')
  })

  it('has the command that makes its application trust the new tokens, with ids alone in it', () => {
    const [risk] = auditOne(connection(OLD), applications(OLD)).risks
    expect(risk?.command).toMatch(
      /^az ad app federated-credential create --id 12121212-3434-5656-7878-909090909090 --parameters '\{/,
    )
    const parameters = JSON.parse(/'(.*)'$/.exec(risk?.command ?? '')?.[1] ?? '')
    expect(parameters).toMatchObject({
      issuer: NEW.issuer,
      subject: NEW.subject,
      audiences: ['api://AzureADTokenExchange'],
    })
  })

  it('has no command where an id in it would be anything but an id', () => {
    const hostile = connection(OLD, { id: "x'; rm -rf ~; '" })
    expect(auditOne(hostile).risks[0]).not.toHaveProperty('command')
  })

  it('says what the nearest credential differs in', () => {
    const [risk] = auditOne(connection(NEW), applications({ ...NEW, issuer: `${NEW.issuer}/` })).risks
    expect(risk?.message).toContain("'c1' differs only in the issuer (a slash at the end)")
  })
})
