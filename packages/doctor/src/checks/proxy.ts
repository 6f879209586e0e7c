import { type Environment, proxyFor, readProxy } from '@mintwell/client'
import type { CheckResult } from '../check/check.ts'
import { passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/**
 * Whether the agent's proxy (variables of its own, `AGENT_PROXYURL`) and that of this step's programs (`HTTPS_PROXY`, `NO_PROXY`) agree: an agent behind a proxy downloads tasks and
 * takes tokens through it, while az, curl and Terraform in a script go directly.
 */
export function proxy({ env, services }: Facts): CheckResult {
  const id = 'proxy'
  const agent = env.AGENT_PROXYURL
  const step = readProxy(withoutAgent(env))
  if (agent && !step) {
    const address = addressOf(agent)
    return warning(
      id,
      `The agent goes through the proxy ${address}, and this step has no HTTPS_PROXY: az, curl, Terraform and Node go directly.`,
      `Set it for the step: env: {HTTPS_PROXY: ${address.startsWith('http') ? address : `http://${address}`}}, or for AzureCLI@2 the variable AZP_AZURECLIV2_SETUP_PROXY_ENV: true`,
    )
  }
  const stepAddress = step?.https ?? step?.http
  if (agent && stepAddress && hostOf(agent) !== stepAddress.host)
    return warning(
      id,
      `The agent goes through the proxy ${hostOf(agent)}, and this step through another one, ${stepAddress.host}.`,
      'Use one of them for both, or make sure that both let the services through.',
    )
  const direct = services.filter(({ host }) => step && !proxyFor(new URL(`https://${host}/`), step))
  const unreached = direct.filter(({ unreachable }) => unreachable !== null)
  if (unreached.length > 0)
    return warning(
      id,
      `NO_PROXY takes ${unreached.map(({ host }) => host).join(' and ')} out of the proxy, and it does not answer directly.`,
      'Take the host out of NO_PROXY; its entries are host names and their suffixes, not regular expressions as in the bypass list of the agent.',
    )
  return passed(id, stepAddress ? `one proxy for the agent and the step: ${stepAddress.host}` : 'no proxy')
}

/** The client falls back to the agent's proxy; other programs do not know it. */
function withoutAgent(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AGENT_PROXY')))
}

/** The address without user and password. */
function addressOf(address: string): string {
  const url = urlOf(address)
  return url ? `${url.protocol}//${url.host}` : address.slice(0, 200)
}

function hostOf(address: string): string {
  return urlOf(address)?.host ?? address.slice(0, 200)
}

function urlOf(address: string): URL | undefined {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`
  return URL.canParse(text) ? new URL(text) : undefined
}
