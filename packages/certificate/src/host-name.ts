import { isIP } from 'node:net'
import { primitiveContext } from './der.ts'
import { CertificateError } from './errors.ts'

/** The longest DNS name, in text (RFC 1035 §2.3.4: 255 octets on the wire). */
const LONGEST_DNS_NAME = 253
/** One label: letters, digits, hyphens and, as service names have them, underscores; 1 to 63 (RFC 1035 §2.3.4). */
const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/

/**
 * The GeneralName of a host for subjectAltName: `iPAddress [7]` or `dNSName [2]` (RFC 5280 §4.2.1.6).
 *
 * @throws CertificateError `ERR_CERTIFICATE_HOST` when it is neither a DNS name in ASCII nor an IP address
 */
export function generalName(host: string): Buffer {
  const family = isIP(host)
  if (family !== 0 && !host.includes('%')) return primitiveContext(7, addressBytes(host, family))
  if (family !== 0 || !isDnsName(host)) throw new CertificateError('ERR_CERTIFICATE_HOST', { host: host.slice(0, 300) })
  return primitiveContext(2, Buffer.from(host, 'ascii'))
}

function isDnsName(host: string): boolean {
  const labels = (host.startsWith('*.') ? host.slice(2) : host).split('.')
  // A name whose last label is all digits is an IPv4 address gone wrong: clients compare it as one and refuse (WHATWG URL, "ends in a number").
  return (
    host.length <= LONGEST_DNS_NAME && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
  )
}

/** The 4 or 16 bytes of an address that `isIP` has accepted. */
function addressBytes(address: string, family: number): Buffer {
  if (family === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const zeros = new Array<number>(8 - before.length - after.length).fill(0)
  const bytes = Buffer.alloc(16)
  for (const [index, group] of [...before, ...zeros, ...after].entries()) bytes.writeUInt16BE(group, index * 2)
  return bytes
}

/** The 16-bit groups of one side of `::`; a dotted IPv4 end counts as two. */
function groups(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
