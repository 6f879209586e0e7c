import { describe, expect, it } from 'vitest'
import { CONNECTION, testKeys, testServices } from '../../lab/test-services.ts'

const keys = testKeys()
const request = { runNumber: 1, stage: 'Nightly', job: 'Work', connections: [CONNECTION] }

describe('a job', () => {
  it('has an endpoint for each connection that it names, by name or id, and makes unknown ones once', async () => {
    const services = testServices({ keys })
    const job = await services.jobs.openJob({
      ...request,
      connections: [CONNECTION, CONNECTION.toUpperCase(), 'second'],
    })
    const [endpoint] = job.endpoints
    const connection = services.directory.connections.find(services.directory.home.project, CONNECTION)
    expect(job.endpoints.map(({ name }) => name)).toEqual([CONNECTION, 'second'])
    expect(endpoint).toEqual({
      id: connection?.id,
      name: CONNECTION,
      type: 'azurerm',
      url: 'https://management.azure.com/',
      scheme: 'WorkloadIdentityFederation',
      parameters: {
        tenantid: connection?.tenantId,
        serviceprincipalid: connection?.clientId,
        workloadIdentityFederationIssuer: connection?.issuer,
        workloadIdentityFederationSubject: connection?.subject,
        workloadIdentityFederationIssuerType: 'EntraID',
      },
      data: {
        environment: 'AzureCloud',
        scopeLevel: 'Subscription',
        subscriptionId: connection?.subscriptionId,
        subscriptionName: connection?.subscriptionName,
        creationMode: 'Manual',
      },
    })
    const again = await services.jobs.openJob({ ...request, connections: [String(connection?.id)] })
    expect(again.endpoints).toEqual([endpoint])
    expect(services.events.filter(({ kind }) => kind === 'connection-provisioned')).toHaveLength(2)
  })

  it('has the variables that the service sets, with an address for ID tokens that has no query', async () => {
    const services = testServices({ keys, settings: { organization: 'my org' } })
    const job = await services.jobs.openJob({ ...request, attempt: 2, runId: 42, branch: 'refs/heads/topic' })
    const { project, organization } = services.directory.home
    const variables = job.variables()
    expect(variables).toMatchObject({
      'System.CollectionUri': 'https://localhost:8443/my%20org/',
      'System.CollectionId': organization.id,
      'System.TeamProject': 'pipelines',
      'System.TeamProjectId': project.id,
      'System.HostType': 'build',
      'System.JobAttempt': '2',
      'System.JobIdentifier': 'Nightly.Work.__default',
      'Build.BuildId': '42',
      'System.JobDisplayName': 'Work',
    })
    // The same as in the pipeline's own ID token.
    const { id, uri, version, ref } = job.pipeline.repository
    expect(version).toMatch(/^[0-9a-f]{40}$/)
    expect(ref).toBe('refs/heads/topic')
    expect(variables).toMatchObject({
      'Build.SourceBranch': ref,
      'Build.SourceVersion': version,
      'Build.Repository.ID': id,
      'Build.Repository.Uri': uri,
    })
    expect(variables['System.OidcRequestUri']).toBe(
      `https://localhost:8443/my%20org/${project.id}/_apis/distributedtask/hubs/build/plans/${job.planId}/jobs/${job.jobId}/oidctoken`,
    )
    expect(Object.keys(variables).filter((name) => name.includes('FEATURE') || name.includes('LATEBOUND'))).toEqual([])
  })

  it('makes its tokens of letters and digits: on a command line one that begins with a hyphen is an option', async () => {
    const job = await testServices({ keys }).jobs.openJob(request)
    const tokens = Array.from({ length: 200 }, () => job.openStep('a').accessToken)
    expect(tokens.filter((token) => !/^[A-Za-z0-9]{128}$/.test(token))).toEqual([])
  })

  it('gives each step a job token of its own, which no client takes for a personal access token', async () => {
    const services = testServices({ keys })
    const job = await services.jobs.openJob(request)
    const tokens = ['a', 'b', 'a'].map((step) => job.openStep(step).accessToken)
    expect(new Set(tokens).size).toBe(3)
    expect(tokens.every((token) => token.length >= 100)).toBe(true)
  })

  it('opens no step after its end, and ends only once', async () => {
    const services = testServices({ keys })
    const job = await services.jobs.openJob(request)
    job.close()
    job.close()
    expect(() => job.openStep('late')).toThrow(expect.objectContaining({ code: 'ERR_JOB_CLOSED' }))
  })

  it('has ids that repeat for the same seed; the jobs of a run share its plan, and differ in their own ids', async () => {
    const [first, second] = [testServices({ keys }), testServices({ keys })]
    const idsOf = async (services: typeof first, change: Partial<typeof request> = {}) => {
      const { planId, jobId, timelineId } = await services.jobs.openJob({ ...request, ...change })
      return { planId, jobId, timelineId }
    }
    const ids = await idsOf(first)
    expect(await idsOf(second)).toEqual(ids)
    const others = await Promise.all([idsOf(first), idsOf(first), idsOf(first, { job: 'Other' })])
    for (const other of others) expect([other.planId, other.timelineId]).toEqual([ids.planId, ids.timelineId])
    expect(new Set([ids.jobId, ...others.map(({ jobId }) => jobId)]).size).toBe(4)
    const next = await idsOf(first, { runNumber: 2 })
    expect(new Set([...Object.values(ids), ...Object.values(next)]).size).toBe(6)
  })
})
