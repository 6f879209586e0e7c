/** What an agent that stands behind a proxy tells its tasks, as variables. */
export interface AgentNetwork {
  readonly variables: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * What is reached without the proxy, as the regular expressions of an agent's `.proxybypass`: tasks test them against whole addresses (typed-rest-client,
 * task-lib) and against hosts alone (azure-arm-rest), so both ends are anchored. A name that only stands in a query is not meant.
 */
const BYPASS = ['localhost', '127\\.0\\.0\\.1', '\\[::1\\]'].map((host) => `^(https?://)?${host}(:\\d+)?(/|$)`)

/**
 * Says in the agent's words what a step's network environment says in everybody's: `Agent.ProxyUrl` and its companions, and `Agent.CAInfo`
 * (microsoft/azure-pipelines-agent, ExecutionContext.InitializeJob; the password is a secret variable there too). Clients of the tasks
 * pass over the user and password of a URL in `HTTPS_PROXY` (typed-rest-client 2.3.1, measured), so without these they could not pass the gateway.
 *
 * @param environment the step's network variables: `HTTPS_PROXY`, `NODE_EXTRA_CA_CERTS`
 */
export function agentNetwork(environment: Readonly<Record<string, string>>): AgentNetwork {
  const authorities = environment.NODE_EXTRA_CA_CERTS
  const variables: Record<string, string> = authorities ? { 'Agent.CAInfo': authorities } : {}
  const proxy = environment.HTTPS_PROXY
  if (!proxy || !URL.canParse(proxy)) return { variables, secrets: {} }
  const { protocol, host, username, password } = new URL(proxy)
  variables['Agent.ProxyUrl'] = `${protocol}//${host}`
  if (username) variables['Agent.ProxyUsername'] = decodeURIComponent(username)
  variables['Agent.ProxyBypassList'] = JSON.stringify(BYPASS)
  return { variables, secrets: password ? { 'Agent.ProxyPassword': decodeURIComponent(password) } : {} }
}
