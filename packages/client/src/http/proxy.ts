/** What undici's `EnvHttpProxyAgent` takes. */
export interface ProxySettings {
  readonly httpProxy?: string
  readonly httpsProxy?: string
  readonly noProxy?: string
}

/**
 * The proxy that the environment names: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` in both cases of letters (lower case first, as curl does), or the Azure Pipelines agent's own
 * `AGENT_PROXYURL`, `AGENT_PROXYUSERNAME`, `AGENT_PROXYPASSWORD` and `AGENT_PROXYBYPASSLIST`. Undefined for none.
 */
export function readProxy(env: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || undefined
  const agent = agentProxy(env)
  const httpsProxy = read('HTTPS_PROXY') ?? agent?.url
  const httpProxy = read('HTTP_PROXY') ?? agent?.url
  if (!httpsProxy && !httpProxy) return undefined
  const noProxy = [read('NO_PROXY'), agent?.bypass].filter((part) => part).join(',')
  return { ...(httpProxy ? { httpProxy } : {}), ...(httpsProxy ? { httpsProxy } : {}), noProxy }
}

function agentProxy(env: Readonly<Record<string, string | undefined>>): { url: string; bypass: string } | undefined {
  const address = env.AGENT_PROXYURL
  if (!address || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (env.AGENT_PROXYUSERNAME) url.username = encodeURIComponent(env.AGENT_PROXYUSERNAME)
  if (env.AGENT_PROXYPASSWORD) url.password = encodeURIComponent(env.AGENT_PROXYPASSWORD)
  return { url: url.href, bypass: bypassHosts(env.AGENT_PROXYBYPASSLIST).join(',') }
}

/** The agent's bypass list is JSON, a list of regular expressions on URLs; those that are plain host names, escaped or not, can be kept. */
function bypassHosts(list: string | undefined): string[] {
  try {
    const parsed: unknown = JSON.parse(list ?? '[]')
    if (!Array.isArray(parsed)) return []
    return parsed
      .filter((entry): entry is string => typeof entry === 'string')
      .map((entry) =>
        entry
          .replace(/\\\./g, '.')
          .replace(/^\^?(https?:\/\/)?/, '')
          .replace(/\$$/, ''),
      )
      .filter((entry) => /^[A-Za-z0-9.-]+(:\d+)?$/.test(entry))
  } catch {
    return []
  }
}
