/**
 * What is reached without the proxy, as the regular expressions of an agent's `.proxybypass`: tasks test them against whole addresses (typed-rest-client,
 * task-lib) and against hosts alone (azure-arm-rest), so both ends are anchored. A name that only occurs in a query is not meant.
 */
const BYPASS = ['localhost', '127\\.0\\.0\\.1', '\\[::1\\]'].map((host) => `^(https?://)?${host}(:\\d+)?(/|$)`)

/**
 * Says in the agent's words what a step's network environment says in everybody's: the variables `Agent.ProxyUrl` and its companions, and `Agent.CAInfo`
 * (microsoft/azure-pipelines-agent, ExecutionContext.InitializeJob). Clients of the tasks pass over the user and password of a URL in `HTTPS_PROXY`
 * (typed-rest-client 2.3.1, measured), so without these they could not pass a proxy that requires both.
 *
 * The user's name carries the password after a colon, as in a Basic credential, and `Agent.ProxyPassword` is left out: azure-devops-node-api
 * 14.0.2 cannot read a password as task-lib 5.281 hands it on, and on Node 22 and later the attempt ends the task (`crypto.createDecipher`, measured).
 * What clients put behind the name then, nothing or the word `undefined`, is for the proxy to pass over.
 *
 * @param environment the step's network variables: `HTTPS_PROXY`, `NODE_EXTRA_CA_CERTS`
 */
export function agentNetwork(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const authorities = environment.NODE_EXTRA_CA_CERTS
  const variables: Record<string, string> = authorities ? { 'Agent.CAInfo': authorities } : {}
  const proxy = environment.HTTPS_PROXY
  if (!proxy || !URL.canParse(proxy)) return variables
  const { protocol, host, username, password } = new URL(proxy)
  variables['Agent.ProxyUrl'] = `${protocol}//${host}`
  const credential = [username, password].filter((part) => part !== '').map(decodeURIComponent)
  if (credential.length > 0) variables['Agent.ProxyUsername'] = credential.join(':')
  variables['Agent.ProxyBypassList'] = JSON.stringify(BYPASS)
  return variables
}
