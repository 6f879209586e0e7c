import { hash } from 'node:crypto'

/**
 * The SHA-256 of a compact token, in hex: the only form in which a token is stored, logged or compared.
 *
 * @example fingerprint(token).slice(0, 12) // for a table
 */
export function fingerprint(token: string): string {
  return hash('sha256', token, 'hex')
}
