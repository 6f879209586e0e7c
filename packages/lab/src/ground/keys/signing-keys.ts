import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto'
import { promisify } from 'node:util'
import { issueSigner } from '@mintwell/certificate'
import { type EncodedHeader, encodeHeader } from './jwt-header.ts'

/** How a service names its keys: Entra by the thumbprint itself (base64url), Azure DevOps' issuer by its hex form. */
export type KeyIdStyle = 'thumbprint' | 'hex-thumbprint'

/** An RSA key that signs tokens. */
export interface SigningKey {
  readonly kid: string
  /** SHA-1 of the certificate in base64url, as `x5t` has it (RFC 7517, section 4.8). */
  readonly x5t: string
  /** The certificate that the key is published in: DER in base64, as `x5c` has it (section 4.7). It follows from the key, so it is not stored. */
  readonly certificate: string
  readonly privateKey: KeyObject
  /** Signs bytes with RS256 on the thread pool. */
  readonly sign: (bytes: Uint8Array) => Promise<Buffer>
  /** The headers of tokens that it signs, as they are in a token: with `kid` alone, and with `x5t` before it. */
  readonly headers: { readonly kid: EncodedHeader; readonly x5tAndKid: EncodedHeader }
  /** Modulus and exponent, base64url. */
  readonly n: string
  readonly e: string
}

/** A set of keys as it is stored: private JWKs, the one that signs first. Secret. */
export interface StoredKeys {
  readonly keys: readonly JsonWebKey[]
}

/** The size that Entra and Azure DevOps sign with, in bits. */
const MODULUS_BITS = 2_048

const makePair = promisify(generateKeyPair)
const signInPool = promisify(sign)

/**
 * The keys of one issuer. The first is generated when it is first needed, off the event loop; rotation keeps the former ones published
 * until they are dropped.
 *
 * @example
 * const keys = new SigningKeys('thumbprint')
 * const token = await signJwt(await keys.current(), { alg: 'RS256' }, { sub: 'me' })
 */
export class SigningKeys {
  readonly #style: KeyIdStyle
  #keys: Promise<readonly SigningKey[]> | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(style: KeyIdStyle, stored?: StoredKeys) {
    this.#style = style
    if (stored && stored.keys.length > 0) {
      this.#keys = Promise.resolve(
        stored.keys.map((jwk) => describe(createPrivateKey({ key: jwk, format: 'jwk' }), style)),
      )
    }
  }

  /** The key that signs now. */
  async current(): Promise<SigningKey> {
    const [key] = await this.published()
    return key as SigningKey
  }

  /** All keys that a verifier is to know, the one that signs first. */
  published(): Promise<readonly SigningKey[]> {
    this.#keys ??= this.#make().then(
      (key) => [key],
      (error) => {
        this.#keys = undefined
        throw error
      },
    )
    return this.#keys
  }

  /** Signs with a new key from now on. The former keys stay published, for an overlap, unless `keepFormer` is false. */
  rotate(options: { readonly keepFormer?: boolean } = {}): Promise<SigningKey> {
    return this.#inTurn(async () => {
      const key = await this.#make()
      const former = options.keepFormer === false ? [] : await this.published()
      this.#keys = Promise.resolve([key, ...former])
      return key
    })
  }

  /** No longer publishes the keys that do not sign. */
  dropFormer(): Promise<void> {
    return this.#inTurn(async () => {
      this.#keys = Promise.resolve([await this.current()])
    })
  }

  /** The keys to be stored. Secret: for a file of mode 0600. */
  async export(): Promise<StoredKeys> {
    return { keys: (await this.published()).map((key) => key.privateKey.export({ format: 'jwk' })) }
  }

  /** One change at a time: a rotation takes a while, and none must undo another. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(change)
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #make(): Promise<SigningKey> {
    const { privateKey } = await makePair('rsa', { modulusLength: MODULUS_BITS })
    return describe(privateKey, this.#style)
  }
}

/** Over which time the certificates are valid: that of every clock that a lab can have. */
const CERTIFICATE = {
  commonName: 'Mintwell lab token signing',
  notBefore: Date.UTC(1970, 0, 1),
  notAfter: Date.UTC(9999, 11, 31, 23, 59, 59),
}

function describe(privateKey: KeyObject, style: KeyIdStyle): SigningKey {
  const certificate = issueSigner(privateKey, CERTIFICATE)
  const thumbprint = createHash('sha1').update(certificate).digest()
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' })
  const x5t = thumbprint.toString('base64url')
  const kid = style === 'thumbprint' ? x5t : thumbprint.toString('hex').toUpperCase()
  const headers = {
    kid: encodeHeader({ typ: 'JWT', alg: 'RS256', kid }),
    x5tAndKid: encodeHeader({ typ: 'JWT', alg: 'RS256', x5t, kid }),
  }
  return {
    kid,
    x5t,
    certificate: certificate.toString('base64'),
    privateKey,
    sign: (bytes) => signInPool('sha256', bytes, privateKey),
    headers,
    n: n as string,
    e: e as string,
  }
}
