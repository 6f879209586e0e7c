import type { ReadService } from '../reader/service.ts'

const ANSWER = 'Run the audit without --graph; what trusts the connections is then not compared.'

/** Microsoft Graph as a service to read. */
export function graphService(authorization: string): ReadService {
  return {
    name: 'Microsoft Graph',
    url: 'https://graph.microsoft.com',
    authorization,
    // Filters on what an application trusts are advanced queries (Microsoft Learn, "Advanced query capabilities").
    headers: { ConsistencyLevel: 'eventual' },
    signInHint: 'Log in with az login into the tenant of the connections, and run it again.',
    rightsHint:
      'Reading applications takes the permission Application.Read.All, or a directory role such as Directory Readers.',
    answerHint: ANSWER,
  }
}

/** Azure Resource Manager as a service to read. */
export function armService(authorization: string): ReadService {
  return {
    name: 'Azure Resource Manager',
    url: 'https://management.azure.com',
    authorization,
    signInHint: 'Log in with az login into the tenant of the subscription, and run it again.',
    rightsHint: 'Reading managed identities takes the role Reader on the subscription.',
    answerHint: ANSWER,
  }
}
