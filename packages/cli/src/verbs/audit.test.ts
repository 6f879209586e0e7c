import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  connectionId,
  connectionObject,
  list,
  openTestOrganization,
  PAT,
  runAuditVerb,
  SECRET,
  type TestOrganization,
} from '../audit/test-organization.ts'

let folder: string
let organization: TestOrganization
const open = async (...before: Parameters<typeof openTestOrganization>) => {
  organization = await openTestOrganization(...before)
  return organization
}
const organizationArguments = () => ['--organization', organization.url]
const savedFiles = (directory: string) =>
  readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')] as const)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintwell-audit-'))
})
afterEach(() => {
  organization?.close()
  rmSync(folder, { recursive: true })
})

describe('mintwell audit of an organization', () => {
  it('says of each connection who issues its tokens, who uses it, what it is at risk of, and ends with 1', async () => {
    await open()
    const { code, stdout } = await runAuditVerb([...organizationArguments(), '--json'])
    expect(code).toBe(1)
    const { schema, connections } = JSON.parse(stdout)
    expect(schema).toBe(1)
    expect(connections).toMatchObject([
      {
        id: connectionId(1),
        name: 'connection-1',
        type: 'azurerm',
        issuerKind: 'azure-devops',
        nights: 214,
        usedBy: [{ pipeline: 'pipeline-1', runs: 2, isScheduled: true, tasks: ['AzureCLI@2.268.0'] }],
        risks: [{ id: 'due', severity: 'warning' }, { id: 'echo-after-conversion' }],
      },
      { id: connectionId(2), usedBy: [], risks: [{ id: 'due' }, { id: 'unused' }] },
    ])
  })

  it('fits into 80 columns but for commands and ids, which are whole', async () => {
    await open()
    const { stdout } = await runAuditVerb([...organizationArguments(), '--all', '--party', 'google'])
    expect(stdout).toContain('214 nights')
    const long = stdout.split('\n').filter((line) => line.length > 80)
    for (const line of long) expect(line.trim()).toMatch(/^(?:--parameters |\S+$)/)
  })

  it('reads one project where one is named, and ends with 3 where there is none of that name', async () => {
    await open((path) =>
      path.includes('/projects/none') ? { status: 404, body: '{"message":"TF200016"}' } : undefined,
    )
    expect((await runAuditVerb([...organizationArguments(), '--project', 'Shop'])).code).toBe(1)
    expect(organization.asked[0]).toContain('/_apis/projects/Shop')
    const { code, stderr } = await runAuditVerb([...organizationArguments(), '--project', 'none'])
    expect([code, stderr]).toEqual([3, expect.stringContaining("the project 'none'")])
    expect(stderr).toContain('The token may see Shop.')
  })

  it('ends with 0 where everything is converted', async () => {
    const issuer = {
      workloadIdentityFederationIssuer: 'https://login.microsoftonline.com/t/v2.0',
      workloadIdentityFederationSubject: 's',
    }
    const authorization = { scheme: 'WorkloadIdentityFederation', parameters: issuer }
    await open((path) =>
      path.includes('/serviceendpoint/endpoints') ? list([connectionObject(1, { authorization })]) : undefined,
    )
    expect((await runAuditVerb(organizationArguments())).code).toBe(0)
  })

  it('does not take a connection whose authorization is hidden for one that is not federated', async () => {
    await open((path) =>
      path.includes('/serviceendpoint/endpoints') ? list([connectionObject(1, { authorization: null })]) : undefined,
    )
    const { code, stdout } = await runAuditVerb(organizationArguments())
    expect(code).toBe(1)
    expect(stdout).toMatch(/show no issuer to this token/)
    expect(stdout).not.toMatch(/are not federated/)
  })

  it('reads the rest where one project is refused, and lists what was not read', async () => {
    await open((path) => {
      if (path.includes('/_apis/projects'))
        return list([
          { id: 'p1', name: 'Shop' },
          { id: 'p2', name: 'Closed' },
        ])
      return path.includes('/p2/') ? { status: 403, body: '{"message":"no"}' } : undefined
    })
    const { code, stdout } = await runAuditVerb(organizationArguments())
    expect(code).toBe(1)
    expect(stdout).toContain('Not read\n  the service connections of Closed')
  })

  it('says that the token is not valid where it is answered with a sign-in page, and ends with 3', async () => {
    await open(() => ({ status: 203, headers: { 'content-type': 'text/html' }, body: '<html>Sign In</html>' }))
    const { code, stdout, stderr } = await runAuditVerb([...organizationArguments(), '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(stdout).error.code).toBe('ERR_DEVOPS_SIGNED_OUT')
    expect(stderr).toContain('Service Connections (read)')
    expect(stdout + stderr).not.toContain(PAT)
  })

  it('lets nothing of a hostile name through to a terminal or an agent', async () => {
    const name = 'prod\u001b[2J\n##vso[task.setvariable variable=x]y'
    const hostile = connectionObject(1, { name, serviceEndpointProjectReferences: [] })
    await open((path) => (path.includes('/serviceendpoint/endpoints') ? list([hostile]) : undefined))
    for (const more of [['--all'], ['--json']]) {
      const { stdout, stderr } = await runAuditVerb([...organizationArguments(), ...more])
      for (const bad of ['\u001b', '##vso']) expect(stdout + stderr).not.toContain(bad)
    }
  })
})

describe('the saved answers of an audit', () => {
  it('hold nothing secret and no people, and give the same audit without the organization', async () => {
    await open()
    const live = JSON.parse((await runAuditVerb([...organizationArguments(), '--save', folder, '--json'])).stdout)
    for (const [, text] of savedFiles(folder)) {
      for (const bad of [SECRET, PAT, 'Somebody']) expect(text).not.toContain(bad)
    }
    const { code, stdout } = await runAuditVerb(['--from', folder, '--json'])
    expect([code, JSON.parse(stdout)]).toEqual([1, { ...live, at: expect.any(String) }])
  })

  it('are read under any names, as curl gets them', async () => {
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ count: 1, value: [connectionObject(7)] }))
    writeFileSync(join(folder, 'notes.json'), 'not JSON')
    const { stdout, stderr } = await runAuditVerb(['--from', folder, '--organization', 'contoso', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      organization: 'contoso',
      connections: [{ id: connectionId(7), issuerKind: 'azure-devops' }],
    })
    expect(stderr).toContain('notes.json: not JSON')
  })

  it('are read as az prints lists, and are not mixed with those of another organization', async () => {
    writeFileSync(join(folder, 'az.json'), JSON.stringify([connectionObject(7)]))
    const { stdout } = await runAuditVerb(['--from', folder, '--json'])
    expect(JSON.parse(stdout).connections).toMatchObject([{ id: connectionId(7) }])
    await open()
    await runAuditVerb([...organizationArguments(), '--save', folder])
    const other = runAuditVerb(['--organization', `${organization.url}-2`, '--save', folder])
    await expect(other).rejects.toMatchObject({ code: 'ERR_USAGE' })
  })

  it('are gone on with after an interruption: what was answered is not asked again', async () => {
    let healthy = false
    await open((path) => (!healthy && path.includes('/build/builds') ? { status: 401, body: '' } : undefined))
    expect((await runAuditVerb([...organizationArguments(), '--save', folder])).code).toBe(3)
    const before = organization.asked.length
    healthy = true
    const { code, stderr } = await runAuditVerb([...organizationArguments(), '--save', folder])
    expect(code).toBe(1)
    expect(stderr).toContain('Resuming with 4 saved answers')
    expect(organization.asked.slice(before).every((path) => path.includes('/build/'))).toBe(true)
  })

  it('are kept where the audit is interrupted while it waits, which it then does no longer', async () => {
    await open(() => list([{ id: 'p1', name: 'Shop' }], { 'retry-after': '600' }))
    const over = new AbortController()
    const running = runAuditVerb([...organizationArguments(), '--save', folder], { signal: over.signal })
    await vi.waitFor(() => expect(savedFiles(folder)).toHaveLength(2))
    over.abort(new Error('stop'))
    const { code, stderr } = await running
    expect([code, stderr]).toEqual([130, expect.stringContaining('Run the same command again to resume')])
  })

  it('are read anew by the next audit, when the last one had come to its end', async () => {
    await open()
    await runAuditVerb([...organizationArguments(), '--save', folder])
    const before = organization.asked.length
    await runAuditVerb([...organizationArguments(), '--save', folder])
    expect(organization.asked).toHaveLength(before * 2)
  })
})

describe('mintwell audit beside other things', () => {
  it('says what has changed since an earlier audit', async () => {
    let connections = [connectionObject(1), connectionObject(2)]
    await open((path) => (path.includes('/serviceendpoint/endpoints') ? list(connections) : undefined))
    const earlier = join(folder, 'earlier.json')
    writeFileSync(earlier, (await runAuditVerb([...organizationArguments(), '--json'])).stdout)
    connections = [connectionObject(2), connectionObject(3)]
    const { stdout } = await runAuditVerb([...organizationArguments(), '--compare', earlier])
    expect(stdout).toContain('Since 2026-11-28\n  new (1): connection-3\n  gone (1): connection-1\n')
  })

  it('reads the connections that pipelines name, with the pipelines and their tasks', async () => {
    const file = join(folder, 'azure-pipelines.yml')
    writeFileSync(
      file,
      'trigger: none\nsteps:\n- task: AzureCLI@2\n  inputs: {azureSubscription: production, scriptType: bash, scriptLocation: inlineScript, inlineScript: "gcloud auth login --cred-file=x $idToken"}\n',
    )
    const { code, stdout } = await runAuditVerb([folder, '--json'], { env: {} })
    expect(JSON.parse(stdout).connections).toMatchObject([
      {
        id: null,
        name: 'production',
        type: 'azurerm',
        issuerKind: 'not-visible',
        parties: ['google'],
        usedBy: [{ pipeline: file, tasks: ['AzureCLI@2'] }],
      },
    ])
    expect(code).toBe(1)
  })

  it.each([
    [[]],
    [['--project', 'p', '--from', 'x']],
    [['--organization', 'o', '--party', 'nobody']],
    [['--organization', 'http://o.example/o']],
    [['--organization', 'o', '--days', '0']],
    [['--from', '/nowhere']],
    [['/nowhere']],
  ])('refuses wrong use: %j', async (argv) => {
    await expect(runAuditVerb(argv)).rejects.toMatchObject({ code: 'ERR_USAGE' })
  })
})
