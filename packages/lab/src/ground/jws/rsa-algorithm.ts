import { constants, type KeyObject, verify } from 'node:crypto'

/** The RSA algorithms of JWS (RFC 7518, sections 3.3 and 3.5). */
const HASHES = {
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
  PS256: 'sha256',
  PS384: 'sha384',
  PS512: 'sha512',
} as const

export type RsaAlgorithm = keyof typeof HASHES

/** All of them, as a list of supported algorithms names them. */
export const rsaAlgorithms = Object.keys(HASHES) as readonly RsaAlgorithm[]

export function isRsaAlgorithm(value: unknown): value is RsaAlgorithm {
  return typeof value === 'string' && Object.hasOwn(HASHES, value)
}

/** Checks the signature of a compact JWS whose form is good. Salts of RSASSA-PSS are as long as the hash. */
export function verifyCompact(compact: string, algorithm: RsaAlgorithm, key: KeyObject): boolean {
  const end = compact.lastIndexOf('.')
  const input = Buffer.from(compact.slice(0, end), 'latin1')
  const signature = Buffer.from(compact.slice(end + 1), 'base64url')
  const padding = algorithm.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {}
  return verify(HASHES[algorithm], input, { key, ...padding }, signature)
}
