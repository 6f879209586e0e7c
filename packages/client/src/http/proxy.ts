import type { Environment } from '../environment.ts'

/** Which proxies the environment names. */
export interface ProxySettings {
  readonly http?: URL
  readonly https?: URL
  /** Hosts that are asked directly; see {@link proxyFor}. */
  readonly except: readonly string[]
}

/**
 * The proxies that the environment names: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` in both cases of letters (lower case first, as curl does), or the Azure Pipelines agent's own
 * `AGENT_PROXYURL`, `AGENT_PROXYUSERNAME`, `AGENT_PROXYPASSWORD` and `AGENT_PROXYBYPASSLIST`. Undefined for none.
 */
export function readProxy(env: Environment): ProxySettings | undefined {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || undefined
  const agent = agentProxy(env)
  const https = proxyUrl(read('HTTPS_PROXY')) ?? agent
  const http = proxyUrl(read('HTTP_PROXY')) ?? agent
  if (!https && !http) return undefined
  const except = [...(read('NO_PROXY') ?? '').split(/[\s,]+/), ...bypassHosts(env.AGENT_PROXYBYPASSLIST)]
  return { ...(http ? { http } : {}), ...(https ? { https } : {}), except: except.filter((entry) => entry !== '') }
}

/**
 * The proxy for a URL; undefined where it is asked directly. An entry of `NO_PROXY` is a host, which also stands for the names below it (`corp.example`, `.corp.example`
 * and `*.corp.example` are one), a host with a port, or `*` for all (curl's manual; Go's httpproxy; undici's `EnvHttpProxyAgent`).
 */
export function proxyFor(url: URL, settings: ProxySettings | undefined): URL | undefined {
  const proxy = url.protocol === 'https:' ? settings?.https : settings?.http
  if (!settings || !proxy) return undefined
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '')
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return settings.except.some((entry) => isExcepted(entry.toLowerCase(), host, port)) ? undefined : proxy
}

function isExcepted(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const [, named = '', wantedPort] =
    /^(.*?)(?::(\d+))?$/.exec(entry.includes('::') ? entry.replace(/^\[|\]$/g, '') : entry) ?? []
  const name = (entry.includes('::') ? entry.replace(/^\[|\]$/g, '') : named).replace(/^\*?\./, '')
  if (!entry.includes('::') && wantedPort !== undefined && wantedPort !== port) return false
  return name !== '' && (host === name || host.endsWith(`.${name}`))
}

/** A proxy's address; without a scheme it is http, as curl has it. */
function proxyUrl(text: string | undefined): URL | undefined {
  if (!text) return undefined
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  return URL.canParse(address) ? new URL(address) : undefined
}

function agentProxy(env: Environment): URL | undefined {
  const url = proxyUrl(env.AGENT_PROXYURL)
  if (!url) return undefined
  if (env.AGENT_PROXYUSERNAME) url.username = encodeURIComponent(env.AGENT_PROXYUSERNAME)
  if (env.AGENT_PROXYPASSWORD) url.password = encodeURIComponent(env.AGENT_PROXYPASSWORD)
  return url
}

/** The agent's bypass list is JSON, a list of regular expressions on URLs; those that are plain host names, escaped or not, can be kept. */
function bypassHosts(list: string | undefined): readonly string[] {
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
