import { createHttp, nodeFiles, readAuthorities } from '@mintwell/client'
import type { Io } from '../verb.ts'
import type { InspectedToken } from './inspected-token.ts'
import { PublishedKeys } from './published-keys.ts'
import { readKeysFile } from './read-keys-file.ts'
import { checkSignature, type KeySource } from './signature.ts'

/** Whose keys are asked for. */
export interface SignatureChoice {
  /** Those that the issuers publish. */
  readonly verify: boolean
  /** Those in a file. */
  readonly keys?: string | undefined
}

/** Checks the signatures of tokens where that is asked for, and takes the tokens themselves out: what this gives can be shown. */
export async function withSignatures(
  tokens: readonly (InspectedToken & { readonly compact: string })[],
  { verify, keys }: SignatureChoice,
  io: Io,
): Promise<readonly InspectedToken[]> {
  const keysOf = keys === undefined ? issuerKeys(io) : fileKeys(await readKeysFile(keys, io))
  const signed: InspectedToken[] = []
  for (const { compact, ...token } of tokens) {
    const { reading } = token
    const isAsked = (verify || keys !== undefined) && reading.kind === 'token'
    signed.push(isAsked ? { ...token, signature: await checkSignature(compact, await keysOf(reading.issuer)) } : token)
  }
  return signed
}

type KeysOf = (issuer: string | null) => Promise<KeySource>

function fileKeys(source: KeySource): KeysOf {
  return () => Promise.resolve(source)
}

function issuerKeys(io: Io): KeysOf {
  const http = createHttp({ env: io.env, authorities: readAuthorities(io.env, nodeFiles.read) })
  const keys = new PublishedKeys(http, io.signal)
  return (issuer) => keys.of(issuer)
}
