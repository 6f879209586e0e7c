import { resolve } from 'node:path'
import { readNamedFile } from '../read-file.ts'
import { type Io, UsageError } from '../verb.ts'
import { isKeySet } from './published-keys.ts'
import type { KeySource } from './signature.ts'

/** No set of keys is longer, in bytes. */
const LONGEST_FILE = 1_048_576

/**
 * Reads the keys that a user has: a JSON Web Key Set, one JSON Web Key, or a public key or certificate in PEM.
 *
 * @throws UsageError where the file cannot be read or is something else
 */
export async function readKeysFile(path: string, io: Io): Promise<KeySource> {
  const from = `the keys in ${path.slice(0, 200)}`
  const text = await readText(path, io)
  if (/-----BEGIN (?:RSA )?PRIVATE|-----BEGIN EC PRIVATE/.test(text))
    throw new UsageError(`${path.slice(0, 200)} holds a private key: signatures are checked with the public one`)
  if (/-----BEGIN (?:PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----/.test(text)) return { kind: 'pem', pem: text, from }
  try {
    const document: unknown = JSON.parse(text)
    if (isKeySet(document)) return { kind: 'set', set: document, from }
    if (isKeySet({ keys: [document] }) && Object.hasOwn(document as object, 'kty'))
      return { kind: 'set', set: { keys: [document as Readonly<Record<string, unknown>>] }, from }
  } catch {} // Told below, without the parser's words, which quote the text.
  throw new UsageError(`${path.slice(0, 200)} is neither a JSON Web Key Set nor a public key or certificate in PEM`)
}

async function readText(path: string, io: Io): Promise<string> {
  try {
    const bytes = await readNamedFile(resolve(io.cwd, path), io.signal, LONGEST_FILE)
    if (bytes !== undefined) return bytes.toString('utf8')
  } catch (error) {
    io.signal.throwIfAborted()
    throw new UsageError(
      `cannot read ${path.slice(0, 200)} (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})`,
      { cause: error },
    )
  }
  throw new UsageError(`${path.slice(0, 200)} is longer than any set of keys`)
}
