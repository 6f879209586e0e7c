/** Whether a token was signed by who it says. */
export interface Signature {
  /** `unknown-key`: none of the keys is the one that the token names. `not-checked`: the keys could not be had. */
  readonly status: 'valid' | 'invalid' | 'unknown-key' | 'not-checked'
  /** By whose keys, or why not; a sentence without secrets. */
  readonly detail: string
  /** Whether the key is one that a lab signs with. */
  readonly isLab: boolean
}

/** Keys that signatures are checked with. */
export type KeySource =
  /** A JSON Web Key Set (RFC 7517), with a few words on where it is from. */
  | {
      readonly kind: 'set'
      readonly set: { readonly keys: readonly Readonly<Record<string, unknown>>[] }
      readonly from: string
    }
  | { readonly kind: 'pem'; readonly pem: string; readonly from: string }
  | { readonly kind: 'none'; readonly why: string }

/** What the lab names the certificates of its signing keys. */
const LAB_SIGNER = 'CN=Mintwell lab token signing'

/** Checks the signature of a compact token. The claims, times included, are not looked at. */
export async function checkSignature(compact: string, keys: KeySource): Promise<Signature> {
  if (keys.kind === 'none') return { status: 'not-checked', detail: keys.why, isLab: false }
  const { compactVerify, createLocalJWKSet, errors } = await import('jose')
  const { createPublicKey } = await import('node:crypto')
  const from = `by ${keys.from}`
  try {
    if (keys.kind === 'pem') await compactVerify(compact, createPublicKey(keys.pem))
    else await compactVerify(compact, createLocalJWKSet({ keys: [...keys.set.keys] }))
    return { status: 'valid', detail: from, isLab: keys.kind === 'set' && (await isLabKey(compact, keys.set)) }
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey)
      return { status: 'unknown-key', detail: `${keys.from} do not have the key that the token names`, isLab: false }
    if (error instanceof errors.JWSSignatureVerificationFailed)
      return { status: 'invalid', detail: `${keys.from} did not make this signature`, isLab: false }
    if (error instanceof errors.JOSEError || error instanceof TypeError)
      return { status: 'invalid', detail: `it cannot be checked with ${keys.from} (${codeOf(error)})`, isLab: false }
    throw error
  }
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : 'the key does not fit'
}

/** Published keys of a lab come with a certificate that says so. */
async function isLabKey(
  compact: string,
  { keys }: { readonly keys: readonly Readonly<Record<string, unknown>>[] },
): Promise<boolean> {
  const { decodeProtectedHeader } = await import('jose')
  const { X509Certificate } = await import('node:crypto')
  const { kid } = decodeProtectedHeader(compact)
  const [certificate] = keys
    .filter((key) => key.kid === kid)
    .flatMap(({ x5c }) => (Array.isArray(x5c) ? x5c.slice(0, 1) : []))
  if (typeof certificate !== 'string') return false
  try {
    return new X509Certificate(Buffer.from(certificate, 'base64')).subject.split('\n').includes(LAB_SIGNER)
  } catch {
    return false
  }
}
