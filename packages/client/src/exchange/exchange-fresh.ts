import { ClientError } from '../errors.ts'
import type { FreshTokens } from '../keeper/keep-fresh.ts'

/**
 * Exchanges a fresh token; where the service says that exactly this one has ended, it is swapped out and a newer one tried once (facts/peers §3, rule 7).
 *
 * @param exchange trades the token that it is given
 */
export async function exchangeFresh<T>(
  tokens: Pick<FreshTokens, 'token' | 'rejected'>,
  exchange: (token: string) => Promise<T>,
): Promise<T> {
  const token = await tokens.token()
  try {
    return await exchange(token)
  } catch (error) {
    if (!(error instanceof ClientError) || error.data.assertionEnded !== true) throw error
    tokens.rejected(token)
    const next = await tokens.token().catch(() => token)
    // The same one again would be refused again; then the service's words are what helps.
    if (next === token) throw error
    return exchange(next)
  }
}
