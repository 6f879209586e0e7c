import { isIP } from 'node:net'
import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** RFC 1918, RFC 6598, loopback, link-local (RFC 3927), and of IPv6 unique local (RFC 4193), loopback and link-local. */
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe80|::1$)/i

/** A service on this machine itself, such as a lab's. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/

/** Whether the names of the services resolve, and to public addresses. */
export function dns({ services }: Facts): CheckResult {
  const id = 'dns'
  const looked = services.filter(({ host, addresses }) => addresses !== null && !LOOPBACK.test(host))
  if (looked.length === 0) return notChecked(id, 'name resolution: the proxy resolves the names')
  const unknown = looked.filter(({ lookUpProblem }) => lookUpProblem !== null)
  if (unknown.length > 0) {
    const names = unknown.map(({ host, lookUpProblem }) => `${host} (${lookUpProblem})`).join(', ')
    return failed(
      id,
      `The name does not resolve here: ${names}.`,
      'Check the resolver of this machine; where a proxy is to resolve names, set HTTPS_PROXY.',
    )
  }
  const hidden = looked.flatMap(({ host, addresses }) =>
    (addresses ?? [])
      .filter((address) => isIP(address) && PRIVATE.test(address))
      .map((address) => `${host} is ${address}`),
  )
  if (hidden.length > 0)
    return warning(
      id,
      `A public service resolves to a private address: ${hidden.join(', ')}.`,
      'Where this is no private endpoint of yours, correct the DNS zone or the hosts file.',
    )
  return passed(id, `${looked.map(({ host }) => host).join(' and ')} resolve to public addresses`)
}
