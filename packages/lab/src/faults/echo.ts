import type { IdToken } from '../services/hooks/id-token.ts'
import { defineFault } from './fault.ts'

/**
 * The mechanism of the report behind this project: its new token was minted 3 s before the old one ended. A third party measured the same against
 * a live organization in September 2026: one token for 24 hours, byte for byte, to every run.
 */
export const echo = defineFault({
  name: 'echo',
  summary: 'One ID token per connection, handed out again to every step and run until shortly before it expires',
  inCloud: "Azure DevOps' OIDC endpoint re-issues one Entra-issued token per connection for its 24 hours",
  parameters: {
    before: { kind: 'duration', default: '3s', summary: 'how long before its expiry a token is replaced' },
  },
  create({ before }) {
    const held = new Map<string, Promise<IdToken>>()
    return {
      async issueIdToken({ connection, at }, next) {
        for (;;) {
          const present = held.get(connection.id)
          const token = await present?.catch(() => undefined)
          // A clock that was set back would make a token of the future; the service has never issued one.
          if (token && token.mintedAt <= at && at < token.expiresAt - before) return token
          if (held.get(connection.id) !== present) continue
          const minted = next()
          held.set(connection.id, minted)
          return minted
        }
      },
    }
  },
})
