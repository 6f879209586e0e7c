import { decide } from '../experiment/decide.ts'
import type { Observations } from '../experiment/observations.ts'
import { observationsWith } from '../experiment/test-observations.ts'
import { T0, tokenOf } from '../experiment/test-tokens.ts'
import type { Facts, ServiceFacts } from '../facts/facts.ts'

/** A service that answers directly, with a public certificate and a clock that agrees. */
export const goodService: ServiceFacts = {
  name: 'Azure DevOps',
  host: 'dev.azure.com',
  proxy: null,
  addresses: ['13.107.42.20'],
  lookUpProblem: null,
  clockOffsets: [100],
  unreachable: null,
  chain: { certificates: [], problem: null },
}

/** The facts of a healthy step of Azure Pipelines, with changes. */
export function factsWith(changes: Partial<Facts> = {}, observed: Partial<Observations> = {}): Facts {
  const own = tokenOf('entra', T0 - 2_000)
  const observations = observationsWith({
    held: { kind: 'token', token: own },
    requests: [
      { kind: 'token', token: tokenOf('entra', T0), at: T0 },
      { kind: 'token', token: tokenOf('entra', T0 + 30_000), at: T0 + 30_000 },
    ],
    ...observed,
  })
  return {
    request: { idTokenVariable: 'idToken', needs: undefined, parties: [], log: undefined },
    env: { TF_BUILD: 'True', SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/c/oidctoken', SYSTEM_ACCESSTOKEN: 'secret' },
    surroundings: 'azure-pipelines',
    inLab: false,
    now: T0 + 30_000,
    clockOffset: 100,
    services: [goodService],
    az: { version: '2.70.0', httpCacheModifiedAt: null },
    ancestors: [
      'bash /a/_temp/azureclitaskscript1795861484008.sh',
      'node /a/_tasks/AzureCLI_46e4be58-730b-4389-8a2f-ea10b3e5e815/2.268.0/azureclitask.js',
    ],
    observations,
    decision: decide(observations),
    token: own,
    jobToken: undefined,
    ...changes,
  }
}
