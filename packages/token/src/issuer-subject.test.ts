import { describe, expect, test } from 'vitest'
import { connectionOf, issuerKind, readSubject } from './index.ts'

const GUID = '9122040d-6c67-4c5b-b112-36a304b66dad'

describe('Who issued a token', () => {
  test.each([
    [`https://login.microsoftonline.com/${GUID}/v2.0`, 'entra'],
    [`https://login.microsoftonline.us/${GUID}/v2.0`, 'entra'],
    [`https://login.partner.microsoftonline.cn/${GUID}/v2.0`, 'entra'],
    [`https://sts.windows.net/${GUID}/`, 'entra'],
    [`https://sts.chinacloudapi.cn/${GUID}/`, 'entra'],
    [`https://vstoken.dev.azure.com/${GUID}`, 'azure-devops'],
    ['https://token.actions.githubusercontent.com', 'github'],
    ['https://token.actions.githubusercontent.com/contoso', 'github'],
    ['https://token.actions.contoso.ghe.com', 'github'],
    ['https://github.contoso.example/_services/token', 'github'],
    ['https://gitlab.com', 'gitlab'],
  ])('%s issues as %s.', (issuer, kind) => {
    expect(issuerKind(issuer, null)).toBe(kind)
  })

  test.each([
    `https://login.microsoftonline.com/${GUID}/v2.0/`,
    `https://login.microsoftonline.com/common/v2.0`,
    `http://login.microsoftonline.com/${GUID}/v2.0`,
    `https://login.microsoftonline.com.evil.test/${GUID}/v2.0`,
    `https://evil.test/https://login.microsoftonline.com/${GUID}/v2.0`,
    `https://sts.windows.net/${GUID}`,
    `https://vstoken.dev.azure.com/${GUID}/`,
    'https://token.actions.githubusercontent.com.evil.test',
    'https://accounts.google.com',
    '',
  ])('%j is no issuer known here: a look-alike gets no back-dating.', (issuer) => {
    expect(issuerKind(issuer, null)).toBe('other')
  })

  test('Self-managed GitLab and Kubernetes are told by their subjects.', () => {
    expect(issuerKind('https://git.contoso.example', 'project_path:g/p:ref_type:branch:ref:main')).toBe('gitlab')
    expect(issuerKind('https://westeurope.oic.example/x', 'system:serviceaccount:shop:deployer')).toBe('kubernetes')
    expect(issuerKind(null, 'system:serviceaccount:shop:deployer')).toBe('other')
  })
})

describe('What a subject names', () => {
  test('A service connection by its names, in which the last may have slashes and spaces.', () => {
    const subject = readSubject('sc://contoso/Web Shop/azure/production west')
    expect(subject).toEqual({
      kind: 'service-connection',
      organization: 'contoso',
      project: 'Web Shop',
      connection: 'azure/production west',
    })
    expect(connectionOf(subject)).toBe('contoso/Web Shop/azure/production west')
  })

  test('A pipeline by its names, which is no connection.', () => {
    const subject = readSubject('p://contoso/shop/nightly')
    expect(subject).toMatchObject({ kind: 'pipeline', pipeline: 'nightly' })
    expect(connectionOf(subject)).toBeNull()
  })

  test('A service connection of the Entra issuer by its GUIDs, whose bytes are in the order of .NET.', () => {
    const organizationId = '0d5b1c4e-58a5-4a3f-9a67-0a1e2b3c4d5e'
    const connectionId = '6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091'
    const subject = readSubject(
      `/eid1/c/pub/t/DQQikWdsW0yxEjajBLZtrQ/a/rISbSSETf0KqFyZ8ppdXmA/sc/${organizationId}/${connectionId}`,
    )
    expect(subject).toEqual({
      kind: 'entra-service-connection',
      cloud: 'pub',
      tenantId: GUID,
      applicationId: '499b84ac-1321-427f-aa17-267ca6975798',
      organizationId,
      connectionId,
    })
    expect(connectionOf(subject)).toBe(connectionId)
  })

  test('A GitHub repository, with ids where the subject is immutable.', () => {
    expect(readSubject('repo:contoso/shop:ref:refs/heads/main')).toEqual({
      kind: 'github-repository',
      owner: 'contoso',
      repository: 'shop',
      ownerId: null,
      repositoryId: null,
      context: 'ref:refs/heads/main',
    })
    expect(readSubject('repo:contoso@12/shop@345:environment:production')).toMatchObject({
      ownerId: '12',
      repositoryId: '345',
      context: 'environment:production',
    })
  })

  test('A GitLab project and a Kubernetes service account.', () => {
    expect(readSubject('project_path:group/sub/app:ref_type:branch:ref:feature/a:b')).toEqual({
      kind: 'gitlab-project',
      project: 'group/sub/app',
      refType: 'branch',
      ref: 'feature/a:b',
    })
    expect(readSubject('system:serviceaccount:shop:deployer')).toEqual({
      kind: 'kubernetes-service-account',
      namespace: 'shop',
      account: 'deployer',
    })
  })

  test.each([
    null,
    '',
    'sc://contoso/shop',
    'repo:contoso/shop',
    '/eid1/c/pub/t/short/a/rISbSSETf0KqFyZ8ppdXmA/sc/x/y',
    `/eid1/c/pub/t/DQQikWdsW0yxEjajBLZtrR/a/rISbSSETf0KqFyZ8ppdXmA/sc/${GUID}/${GUID}`,
    '1f2e3d4c',
  ])('%j names nothing that is known here.', (subject) => {
    expect(readSubject(subject)).toEqual({ kind: 'unknown' })
  })
})
