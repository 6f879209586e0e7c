import type { Facts, ServiceFacts } from '../facts/facts.ts'

/** Node's codes of a chain whose end it does not know (Node.js documentation, "X509 certificate error codes"). */
const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
])

/** The services whose certificates a private authority has signed, a lab's included: its programs have to know it just as well. */
export function privateChains({ services }: Pick<Facts, 'services'>): readonly ServiceFacts[] {
  return services.filter(({ chain }) => chain?.problem != null && UNKNOWN_AUTHORITY.has(chain.problem))
}

/** The services whose certificates are refused for another reason: one that has expired, or is another host's. */
export function brokenChains({ services }: Pick<Facts, 'services'>): readonly ServiceFacts[] {
  return services.filter(({ chain }) => chain?.problem != null && !UNKNOWN_AUTHORITY.has(chain.problem))
}
