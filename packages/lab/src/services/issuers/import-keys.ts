import { createPublicKey, type KeyObject } from 'node:crypto'
import { isRsaAlgorithm, type RsaAlgorithm } from '../../ground/jws/rsa-algorithm.ts'

/** A key that an issuer publishes for signatures. */
export interface IssuerKey {
  readonly key: KeyObject
  /** The algorithm that the key is for; any that RSA has, where the issuer does not say. */
  readonly algorithm: RsaAlgorithm | undefined
  /** Too weak to be trusted, or not made for verifying: nothing that it signs is accepted. */
  readonly unusable: boolean
}

/** The least that RSA keys of JWS must have, in bits (RFC 7518, section 3.3). */
const LEAST_BITS = 2_048
/** The least public exponent, which must be odd: with 1 a signature is the message itself (FIPS 186-5 asks for more than 2^16; 3 is still met). */
const LEAST_EXPONENT = 3n

/** Reads the RSA keys of a JWKS document (RFC 7517) that are for signatures, by `kid:` and `x5t:`. Anything else in the document is passed over. */
export function importKeys(keys: readonly unknown[]): ReadonlyMap<string, IssuerKey> {
  const byName = new Map<string, IssuerKey>()
  for (const jwk of keys) {
    if (typeof jwk !== 'object' || jwk === null) continue
    const { kid, x5t, ...members } = jwk as Readonly<Record<string, unknown>>
    const key = importKey(members)
    if (!key) continue
    if (typeof kid === 'string') byName.set(`kid:${kid}`, key)
    if (typeof x5t === 'string') byName.set(`x5t:${x5t}`, key)
  }
  return byName
}

function importKey(members: Readonly<Record<string, unknown>>): IssuerKey | undefined {
  const { kty, use, alg, n, e, key_ops: operations } = members
  if (kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return undefined
  if ((use !== undefined && use !== 'sig') || (alg !== undefined && !isRsaAlgorithm(alg))) return undefined
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' })
    const forVerifying = operations === undefined || (Array.isArray(operations) && operations.includes('verify'))
    return { key, algorithm: alg, unusable: !forVerifying || isWeak(key, n) }
  } catch {
    // A key that cannot be read is as good as none.
    return undefined
  }
}

function isWeak(key: KeyObject, modulus: string): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < LEAST_BITS || publicExponent < LEAST_EXPONENT || publicExponent % 2n === 0n) return true
  return hasInfineonStructure(BigInt(`0x${Buffer.from(modulus, 'base64url').toString('hex')}`))
}

/** Primes modulo which the powers of 65537 are few. */
const MARKER_PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157].map(BigInt)

/**
 * Does a modulus have the mark of the keys that Infineon's library made, which can be factored (CVE-2017-15361, "ROCA")? Their primes are powers of 65537
 * modulo a product of small primes, and so is the modulus; of other moduli one in 2^27 is (Nemec et al., 2017, section 5).
 */
function hasInfineonStructure(modulus: bigint): boolean {
  return MARKER_PRIMES.every((prime) => isPowerOf65537(modulus % prime, prime))
}

function isPowerOf65537(residue: bigint, prime: bigint): boolean {
  let power = 1n
  do {
    if (power === residue) return true
    power = (power * 65_537n) % prime
  } while (power !== 1n)
  return false
}
