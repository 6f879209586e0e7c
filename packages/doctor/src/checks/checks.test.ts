import { describe, expect, it } from 'vitest'
import { isBad } from '../check/check.ts'
import { T0, tokenOf } from '../experiment/test-tokens.ts'
import type { Facts, ServiceFacts } from '../facts/facts.ts'
import { checkList } from './check-list.ts'
import { factsWith, goodService } from './test-facts.ts'

const MINUTE = 60_000
const judge = (facts: Facts) => checkList.flatMap((check) => check(facts))
const bad = (facts: Facts) => judge(facts).filter(isBad)
const badIds = (facts: Facts) => bad(facts).map(({ id }) => id)
const service = (changes: Partial<ServiceFacts>): Partial<Facts> => ({ services: [{ ...goodService, ...changes }] })
const env = (changes: Facts['env']): Partial<Facts> => ({ env: { ...factsWith().env, ...changes } })
const shown = (root: string, problem: string | null) => ({
  certificates: [{ subject: 'dev.azure.com', issuer: root, fingerprint: 'AA', validFrom: 0, validTo: 86_400_000 }],
  problem,
})

describe('the checks of a healthy step', () => {
  it('find nothing, and each gives a result of its own', () => {
    const results = judge(factsWith())
    expect(results.filter(isBad)).toEqual([])
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length)
    expect(results.length).toBe(checkList.length - 1)
  })

  it('read the task and its version from the processes above', () => {
    expect(judge(factsWith()).find(({ id }) => id === 'task-version')?.message).toContain('AzureCLI 2.268.0')
  })
})

describe('what a check names, and no other one', () => {
  it.each<[string, string, Partial<Facts>]>([
    ['a name that does not resolve', 'dns', service({ addresses: [], lookUpProblem: 'ENOTFOUND' })],
    ['a private address of a public service', 'dns', service({ addresses: ['10.1.2.3'] })],
    ['a private address of IPv6', 'dns', service({ addresses: ['fd00::1'] })],
    ['a certificate that has expired', 'certificates', service({ chain: shown('DigiCert', 'CERT_HAS_EXPIRED') })],
    ['a clock that the strictest do not forgive', 'clock', { clockOffset: 45_000 }],
    ['an agent that checks no certificates', 'authorities', env({ AGENT_SKIPCERTVALIDATION: 'True' })],
    ['another proxy than the agent', 'proxy', env({ AGENT_PROXYURL: 'http://a:8080', HTTPS_PROXY: 'http://b:8080' })],
    ['an az without federated tokens', 'az', { az: { version: '2.29.2', httpCacheModifiedAt: null } }],
    ['the az that never uses its cache', 'az', { az: { version: '2.59.0', httpCacheModifiedAt: null } }],
    ['a job token that ends soon', 'job-token', { jobToken: tokenOf('azure-devops', T0, { lifetime: 5 * MINUTE }) }],
    ['a job token that has ended', 'job-token', { jobToken: tokenOf('azure-devops', T0 - 30 * MINUTE) }],
    [
      'a user that needs more than there is',
      'budget',
      { request: { ...factsWith().request, needs: 48 * 60 * MINUTE } },
    ],
    [
      'an issuer that retires within half a year',
      'issuer',
      { token: tokenOf('azure-devops', T0), now: Date.UTC(2027, 3, 1) },
    ],
    ['an issuer that has retired', 'issuer', { token: tokenOf('azure-devops', T0), now: Date.UTC(2027, 7, 1) }],
    ['a job token that was not mapped', 'can-ask', env({ SYSTEM_ACCESSTOKEN: undefined })],
    ['no address for ID tokens', 'can-ask', env({ SYSTEM_OIDCREQUESTURI: undefined })],
  ])('%s: %s', (_, id, changes) => {
    expect(badIds(factsWith(changes))).toEqual([id])
  })

  it('the late-bound flag, by its variable', () => {
    expect(badIds(factsWith({}, { lateBoundFlag: 'on' }))).toEqual(['late-bound-flag'])
    expect(badIds(factsWith({}, { lateBoundFlag: 'off' }))).toEqual([])
  })

  it('NO_PROXY, where it takes a service out of the proxy that does not answer directly', () => {
    const unreachable = { code: 'ETIMEDOUT', message: 'It did not answer.', hint: 'Look.' }
    const found = badIds(
      factsWith({ ...service({ unreachable }), ...env({ HTTPS_PROXY: 'http://b:8080', NO_PROXY: 'azure.com' }) }),
    )
    expect(found).toEqual(['reachable', 'proxy'])
  })

  it('a product that opens TLS connections, by the name of its authority', () => {
    const chain = shown('Zscaler Root CA', 'SELF_SIGNED_CERT_IN_CHAIN')
    const results = judge(factsWith(service({ chain })))
    expect(results.find(({ id }) => id === 'certificates')).toMatchObject({
      severity: 'note',
      message: expect.stringMatching(/Zscaler.*opens TLS connections.*just now/),
    })
    expect(results.filter(isBad).map(({ id }) => id)).toEqual(['authorities'])
  })
})

describe('what the checks say of passwords', () => {
  it('is nothing: the proxies are told without user and password', () => {
    const facts = factsWith(env({ AGENT_PROXYURL: 'http://user:geheim@a:8080' }))
    expect(JSON.stringify(judge(facts))).not.toContain('geheim')
    const both = factsWith(
      env({ AGENT_PROXYURL: 'http://user:geheim@a:8080', HTTPS_PROXY: 'http://user:geheim@b:8080' }),
    )
    expect(JSON.stringify(judge(both))).not.toContain('geheim')
  })
})

describe('a budget', () => {
  const needs = { request: { ...factsWith().request, needs: 40 * MINUTE } }

  it('is met by a token and a job token that last longer, and what ends first is named', () => {
    const jobToken = tokenOf('azure-devops', T0, { lifetime: 60 * MINUTE })
    const result = judge(factsWith({ ...needs, jobToken })).find(({ id }) => id === 'budget')
    expect(result).toMatchObject({ severity: 'passed', message: expect.stringContaining('the job token ends first') })
  })

  it('is not met where the job token ends first, whatever renews the ID token', () => {
    const jobToken = tokenOf('azure-devops', T0, { lifetime: 30 * MINUTE })
    const facts = factsWith({ ...needs, ...env({ MINTWELL_ID_TOKEN_FILE: '/t' }), jobToken })
    expect(bad(facts)).toMatchObject([
      { id: 'budget', severity: 'failed', cure: expect.stringContaining('timeoutInMinutes') },
    ])
  })

  it('is met by renewal where a file is renewed, with a warning that the variable is not', () => {
    const token = tokenOf('azure-devops', T0)
    const facts = factsWith({ ...needs, ...env({ MINTWELL_ID_TOKEN_FILE: '/t' }), token })
    expect(bad(facts)).toMatchObject([{ id: 'budget', severity: 'warning' }])
  })
})

describe('the authority of a lab', () => {
  const lab = service({ chain: shown('Mintwell lab (not a public authority)', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE') })
  const told = {
    NODE_EXTRA_CA_CERTS: '/l',
    REQUESTS_CA_BUNDLE: '/l',
    SSL_CERT_FILE: '/l',
    SSL_CERT_DIR: '/etc/ssl/certs',
  }

  it('is no finding where all programs of the step are told of it', () => {
    expect(badIds(factsWith({ ...lab, ...env(told), inLab: true }))).toEqual([])
  })

  it('is missed like any other one: the store of the system is not told of it', () => {
    const changes = {
      ...lab,
      ...env({ ...told, REQUESTS_CA_BUNDLE: undefined, SSL_CERT_FILE: undefined }),
      inLab: true,
    }
    expect(bad(factsWith(changes))).toMatchObject([
      { id: 'authorities', message: expect.stringMatching(/az and Python .*Terraform.*curl/) },
    ])
  })
})
