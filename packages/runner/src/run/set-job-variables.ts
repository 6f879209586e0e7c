import { agentVariables } from '../job/agent-variables.ts'
import type { JobState } from '../job/job-state.ts'
import type { UnexpandedVariable } from '../variables/variable-set.ts'
import type { JobRun } from './job-run.ts'

/** Sets the variables of a job in the agent's order: its own, the service's, the pipeline's. What is secret in them is masked from here on. */
export function setJobVariables(state: JobState, run: JobRun): void {
  const { ports, workspace, access, variables } = state
  for (const [name, value] of Object.entries(agentVariables(workspace, ports.processes))) variables.set(name, value)
  variables.set('Agent.JobName', run.job.name)
  for (const { name, value, secret } of access.variables) variables.set(name, value, { secret: secret === true })
  // The lab identifies jobs by their names alone.
  variables.set('System.StageDisplayName', run.stage.displayName)
  variables.set('System.PhaseDisplayName', run.job.displayName)
  variables.set('System.JobDisplayName', run.job.displayName)
  // The authorization parameters that the agent masks: all but a list of harmless ones (the tenant is one of them).
  for (const endpoint of access.endpoints) {
    for (const [name, value] of Object.entries(endpoint.parameters))
      if (!SHOWN_PARAMETERS.has(name.toLowerCase())) state.masker.add(value)
  }
  for (const secret of run.secrets) state.masker.add(secret)
  for (const { name, value, readonly, secret } of run.variables)
    variables.set(name, value, { readonly, secret: secret === true })
  for (const { name, problem } of variables.expandAll())
    state.emit({ kind: 'note', text: `Unable to expand variable '${name}'. ${UNEXPANDED[problem]}` })
}

/** Why the references in a variable stay as they are, in the agent's words where it has some (microsoft/azure-pipelines-agent, strings.json). */
const UNEXPANDED: Readonly<Record<UnexpandedVariable['problem'], string>> = {
  circular: 'A cyclical reference was detected.',
  'too-deep': 'The max expansion depth (50) was exceeded.',
  'too-long': 'It would become longer than 1 MB.',
}

/** Endpoint authorization parameters that the agent does not mask (microsoft/azure-pipelines-agent, InitializeSecretMasker), lower case. */
const SHOWN_PARAMETERS: ReadonlySet<string> = new Set([
  'role',
  'scope',
  'tenantid',
  'issuedat',
  'expiresat',
  'audience',
  'authenticationtype',
  'authorizationtype',
  'accesstokentype',
  'accesstokenfetchingmethod',
  'usewindowssecurity',
  'unsecured',
  'oauthaccesstokenissupplied',
  'completecallbackpayload',
  'acceptuntrustedcertificates',
])
