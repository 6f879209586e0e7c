import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, note, passed } from '../check/check.ts'
import { type Facts, isOfLab, type ServiceFacts } from '../facts/facts.ts'
import { brokenChains, privateChains } from './private-chains.ts'

/** Products that open TLS connections to look inside, by the names in their certificates. */
const INTERCEPTORS =
  /zscaler|netskope|palo alto|forti(?:net|gate)|blue ?coat|symantec web|umbrella|forcepoint|websense|mcafee|skyhigh|sophos|kaspersky|eset|avast|bitdefender|check ?point|iboss|cato networks|barracuda|menlo|mitmproxy|charles|fiddler|burp|portswigger/i
/** A certificate of a public authority lives for weeks at least; a proxy makes one when a host is first asked for. */
const JUST_MADE_MS = 7 * 86_400_000

/** Whether somebody opens the TLS connections to the services: a certificate that no public authority vouches for. */
export function certificates(facts: Facts): CheckResult {
  const id = 'certificates'
  const read = facts.services.filter(({ chain }) => chain !== null)
  if (read.length === 0) return notChecked(id, 'the certificates of the services: no TLS connection could be opened')
  // That a lab shows its own certificates is no finding inside it, unless this process does not know them.
  const chains = privateChains(facts).filter((service) => !isOfLab(service) || service.unreachable !== null)
  if (chains.length === 0) {
    const broken = brokenChains(facts)
    if (broken.length > 0) return brokenCertificate(broken)
    return passed(
      id,
      facts.inLab ? "the services show the lab's certificates" : 'public authorities vouch for the services',
    )
  }
  const names = [...new Set(chains.map(rootOf))]
  const hosts = chains.map(({ host }) => host).join(' and ')
  const product = names.find((name) => INTERCEPTORS.test(name))
  const young = chains.filter(isJustMade).length > 0 ? ' The certificate was issued just now, as by a proxy.' : ''
  const message = `${hosts} show${chains.length === 1 ? 's' : ''} a certificate of a private authority, ${names.map((name) => `'${name}'`).join(' and ')}${product ? ', a product that opens TLS connections' : ''}.${young}`
  const refused = chains.some(({ unreachable }) => unreachable !== null)
  return refused
    ? failed(
        id,
        message,
        'Name its authority to the programs of the step: NODE_EXTRA_CA_CERTS=FILE, and the variables of the check authorities.',
      )
    : note(id, message)
}

function brokenCertificate(broken: readonly ServiceFacts[]): CheckResult {
  const what = broken.map(({ host, chain }) => `${host} (${chain?.problem})`).join(' and ')
  return failed(
    'certificates',
    `The certificate is not accepted: ${what}.`,
    'Look at who answers there: a wrong clock, an expired certificate, or another host in its place.',
  )
}

function rootOf({ chain }: ServiceFacts): string {
  return chain?.certificates.at(-1)?.issuer || 'without a name'
}

function isJustMade({ chain }: ServiceFacts): boolean {
  const [leaf] = chain?.certificates ?? []
  return leaf !== undefined && leaf.validTo - leaf.validFrom < JUST_MADE_MS
}
