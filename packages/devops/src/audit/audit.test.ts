import { describe, expect, it } from 'vitest'
import { audit } from './audit.ts'
import { compareAudits } from './compare-audits.ts'
import { noFacts } from './organization-facts.ts'
import { relyingParties } from './relying-parties.ts'
import { application, auditOne, CONNECTION, connection, execution, NEW, NOW, OLD } from './test-facts.ts'

const named = (name: string, id: string, trust: typeof OLD | null = OLD) =>
  connection(trust ? { ...trust, subject: `sc://contoso/Shop/${name}` } : undefined, {
    id: CONNECTION.replace(/^9{8}/, id.repeat(8)),
    name,
    serviceEndpointProjectReferences: [{ name, projectReference: { id: 'p1', name: 'Shop' } }],
  })
const uses = (id: string, runs: number) =>
  [CONNECTION.replace(/^9{8}/, id.repeat(8)), Array.from({ length: runs }, (_, index) => execution(index + 1))] as const

describe('who uses a connection', () => {
  it('is folded by pipeline, with its runs, the last of them, the longest, its schedule and its tasks', () => {
    const executions = new Map([
      [
        CONNECTION,
        [
          execution(1),
          // Two steps of one run.
          execution(2, { result: 'failed' }),
          execution(3, {
            owner: { id: 102, name: '20261101.2' },
            startTime: '2026-11-02T01:00:10Z',
            finishTime: '2026-11-02T01:40:00Z',
            result: 'failed',
          }),
          execution(9, { definition: { id: 8, name: 'release' }, owner: { id: 900, name: 'r' } }),
        ],
      ],
    ])
    const build = {
      id: 102,
      buildNumber: '20261101.2',
      status: 'completed',
      result: 'failed',
      reason: 'schedule',
      queueTime: null,
      startTime: '2026-11-02T01:00:00Z',
      finishTime: '2026-11-02T03:00:00Z',
      definition: null,
      project: null,
      sourceBranch: null,
    }
    const { usedBy, risks } = auditOne(connection(NEW), {
      executions,
      builds: [build],
      tasks: new Map([[102, ['AzureCLI@2.268.0']]]),
    })
    expect(usedBy.map(({ pipeline }) => pipeline)).toEqual(['release', 'nightly'])
    expect(usedBy[1]).toMatchObject({
      runs: 2,
      failedRuns: 1,
      lastRunId: 102,
      lastResult: 'failed',
      isScheduled: true,
      longestMinutes: 120,
      tasks: ['AzureCLI@2.268.0'],
    })
    expect(risks.map(({ id }) => id)).toEqual(['echo', 'failed-runs'])
    expect(risks[0]).toMatchObject({ severity: 'note', nights: 12 })
  })

  it('is unknown, and not nobody, where the history was not read', () => {
    const ids = (executions: ReadonlyMap<string, []>) =>
      auditOne(connection(OLD), { executions }).risks.map(({ id }) => id)
    expect(ids(new Map([[CONNECTION, []]]))).toEqual(['due', 'unused'])
    expect(ids(new Map())).toEqual(['due'])
  })

  it('says that conversion turns the freshness problem on', () => {
    const executions = new Map([[CONNECTION, [execution(1)]]])
    const risk = auditOne(connection(OLD), { executions }).risks.find(({ id }) => id === 'echo-after-conversion')
    expect(risk?.message).toContain('about one night in 36')
  })

  it('is a warning where a script of a pipeline takes the token itself', () => {
    const file = {
      name: 'production',
      type: 'azurerm',
      uses: [],
      scripts: ['curl -d client_assertion=$idToken'],
      takesToken: true,
    }
    const audited = auditOne(connection(NEW), {
      files: new Map([['production', file]]),
      executions: new Map([[CONNECTION, [execution(1)]]]),
    })
    expect(audited.risks[0]).toMatchObject({ id: 'echo', severity: 'warning' })
  })
})

describe('a script that names the old issuer', () => {
  it.each(['aud == sc://contoso/Shop/production', 'https://vstoken.dev.azure.com/x'])(
    'will break silently: %s',
    (text) => {
      const file = {
        name: 'production',
        type: 'azurerm',
        uses: [],
        scripts: [`if test "$sub" = ${text}`],
        takesToken: false,
      }
      const { risks } = auditOne(connection(OLD), { files: new Map([['production', file]]) })
      expect(risks.find(({ id }) => id === 'pinned-issuer')).toMatchObject({ severity: 'warning', nights: 215 })
    },
  )
})

describe('a relying party besides Entra', () => {
  it.each(relyingParties.map(({ id }) => id))('has its exact change where it trusts the old issuer: %s', (party) => {
    const risk = auditOne(connection(OLD), {}, [party]).risks.find(({ id }) => id === `${party}-trust`)
    expect(risk?.nights).toBe(215)
    expect(risk?.cure.length).toBeGreaterThan(60)
  })

  it('is given issuer, subject and audience as the new tokens have them: AWS with azp, Vault with the GUID', () => {
    const cure = (party: string) =>
      auditOne(connection(OLD), {}, [party]).risks.find(({ id }) => id === `${party}-trust`)?.cure
    const azp = '499b84ac-1321-427f-aa17-267ca6975798'
    expect(cure('aws')).toContain(`:aud" equals ${azp}`)
    expect(cure('aws')).toContain(`:sub" equals ${NEW.subject}`)
    expect(cure('vault')).toContain('bound_audiences=fb60f99c-7a34-4190-8149-302f77469936')
    expect(cure('kubernetes')).toContain(NEW.issuer)
  })

  it('meets tokens of ten minutes before conversion, and of a day after', () => {
    expect(auditOne(connection(OLD)).tokens).toMatchObject({
      lifetimeSeconds: 600,
      isReissued: false,
      hasTokenId: true,
    })
    expect(auditOne(connection(NEW)).tokens).toMatchObject({
      lifetimeSeconds: 86_700,
      isReissued: true,
      hasTokenId: false,
    })
    expect(auditOne(connection(OLD, { authorization: null })).tokens).toBeNull()
  })

  it('refuses what it refuses: Google a subject of 138 bytes and old tokens, Anthropic long ones, Keycloak those without a jti', () => {
    const ids = (party: string) => auditOne(connection(NEW), {}, [party]).risks.map(({ id }) => id)
    expect(NEW.subject).toHaveLength(138)
    expect(ids('google')).toEqual(['google-subject-too-long', 'google-age'])
    expect(ids('anthropic')).toEqual(['anthropic-lifetime'])
    expect(ids('keycloak')).toEqual(['keycloak-age', 'keycloak-token-id'])
    expect(ids('vault')).toEqual([])
  })

  it.each([
    ['aws', { type: 'AWS' }, []],
    ['aws', {}, ['AWSCLI@1.2.3']],
    ['vault', {}, ['HashiCorpVault@1']],
  ])('is seen by the type of the connection or its tasks: %s', (party, changes, tasks) => {
    const audited = auditOne(connection(NEW, changes), {
      executions: new Map([[CONNECTION, [execution(1)]]]),
      tasks: new Map([[101, tasks]]),
    })
    expect(audited.parties).toEqual([party])
  })

  it('is seen by the words of a script', () => {
    const file = {
      name: 'production',
      type: 'azurerm',
      uses: [],
      scripts: [
        'gcloud iam workload-identity-pools create-cred-config projects/1/locations/global/workloadIdentityPools/p',
      ],
      takesToken: true,
    }
    expect(auditOne(connection(NEW), { files: new Map([['production', file]]) }).parties).toEqual(['google'])
  })
})

describe('an audit', () => {
  const connections = [
    named('quiet', '1'),
    named('busy', '2'),
    named('done', '3', null),
    {
      ...named('failing', '4'),
      name: 'renamed',
      serviceEndpointProjectReferences: [{ name: 'renamed', projectReference: { id: 'p1', name: 'Shop' } }],
    },
  ]
  const facts = { ...noFacts, organization: 'contoso', connections, executions: new Map([uses('1', 1), uses('2', 20)]) }

  it('ranks by the nights that are left, then by use', () => {
    expect(audit(facts, NOW).connections.map(({ name, nights }) => [name, nights])).toEqual([
      ['renamed', 0],
      ['busy', 215],
      ['quiet', 215],
      ['done', null],
    ])
  })

  it('says what to change first: what fails, then what matters least', () => {
    const { plan, connections: all } = audit(facts, NOW)
    const names = new Map(all.map(({ id, name }) => [id, name]))
    expect(plan.map(({ connections: ids }) => ids.map((id) => names.get(id)))).toEqual([
      ['renamed'],
      ['quiet', 'busy'],
      ['done'],
    ])
  })

  it('names credentials of the old issuer that no connection uses', () => {
    const leftover = { issuer: OLD.issuer, subject: 'sc://contoso/Shop/deleted' }
    const applications = [application([{ ...OLD, subject: 'sc://contoso/Shop/quiet' }, leftover, NEW])]
    expect(audit({ ...facts, applications }, NOW).leftovers).toEqual([
      { application: 'deployer', appId: application([]).appId, credential: 'c2', ...leftover },
    ])
    expect(audit(facts, NOW).leftovers).toBeNull()
  })

  it('is compared with an earlier one by id: new, gone, resolved and arisen', () => {
    const earlier = JSON.parse(JSON.stringify(audit(facts, NOW)))
    const converted = { ...connection(NEW), id: named('quiet', '1').id, name: 'quiet' }
    const later = audit(
      { ...facts, connections: [converted, named('busy', '2'), named('done', '3', null), named('new', '5')] },
      NOW,
    )
    expect(compareAudits(earlier, later)).toMatchObject({
      added: ['new'],
      gone: ['renamed'],
      resolved: [{ connection: 'quiet', risk: 'due' }],
      arisen: [],
    })
    for (const other of [null, [], {}, { schema: 2, connections: [] }, 'text'])
      expect(compareAudits(other, later)).toBeUndefined()
  })

  it('of pipelines alone names connections, claims nothing about their issuers, and puts nothing at risk', () => {
    const file = { name: 'Production', type: 'azurerm', uses: [], scripts: [], takesToken: false }
    const { connections: found } = audit({ ...noFacts, files: new Map([['production', file]]) }, NOW)
    expect(found).toMatchObject([
      { id: null, name: 'Production', issuerKind: 'not-visible', risks: [{ id: 'only-named', severity: 'note' }] },
    ])
  })
})
