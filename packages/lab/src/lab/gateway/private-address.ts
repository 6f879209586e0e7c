import { BlockList, isIP } from 'node:net'

/**
 * Addresses that are nobody's on the public Internet: RFC 6890 (loopback, link-local, private, shared, test, multicast and the IPv6 equals), and the forms
 * in which IPv6 carries an IPv4 address through a relay (6to4, Teredo, IPv4-compatible).
 */
const PRIVATE = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4')
}
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv6')
}

/** The prefix under which DNS64 gives the IPv4 address of a host to networks that have IPv6 only (RFC 6052). */
const TRANSLATED = new BlockList()
TRANSLATED.addSubnet('64:ff9b::', 96, 'ipv6')

/** Is this address loopback, private, link-local or otherwise not public? An IPv4 address in IPv6 clothes counts as itself. */
export function isPrivateAddress(address: string): boolean {
  const [bare = ''] = address.split('%')
  const family = isIP(bare)
  if (family !== 6) return family === 0 || PRIVATE.check(bare, 'ipv4')
  return PRIVATE.check(bare, 'ipv6') || (TRANSLATED.check(bare, 'ipv6') && isPrivateAddress(lastFourBytes(bare)))
}

/**
 * Does this host, as it is written, stand for an address that the gateway never passes to: one in any of the forms in which programs take addresses (`127.1`, `[::1]`), or a
 * name of this machine (RFC 6761, 6.3)? What any other name leads to is known when it is asked for.
 */
export function isPrivateHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare.split('%')[0] ?? '') === 6) return isPrivateAddress(bare)
  const url = `http://${bare}/`
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: bare }
  if (isIP(hostname) !== 0) return isPrivateAddress(hostname)
  return /^(.*\.)?localhost\.?$/i.test(hostname)
}

/** The IPv4 address at the end of an IPv6 address, whose last two groups may be written as one or left out as zeros. */
function lastFourBytes(address: string): string {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  if (dotted) return dotted
  const { hostname } = new URL(`http://[${address}]/`)
  const [high = 0, low = 0] = hostname
    .slice(1, -1)
    .replace('::', ':0:')
    .split(':')
    .slice(-2)
    .map((group) => Number.parseInt(group || '0', 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
