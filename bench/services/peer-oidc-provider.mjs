// oidc-provider as a token service for client credentials with JWT access tokens, RS256, in memory. It checks a client secret, no assertion.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { answerParent } from './answer-parent.mjs'

const require = createRequire(new URL('../peers/package.json', import.meta.url))
const { default: Provider } = await import(require.resolve('oidc-provider'))
const { generateKeyPairSync } = await import('node:crypto')
const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
const provider = new Provider('http://127.0.0.1', {
  clients: [
    {
      client_id: 'bench',
      client_secret: 'secret-of-the-bench',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  jwks: { keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: 'bench' }] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://management.azure.com',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'all',
        audience: 'https://management.azure.com',
        accessTokenTTL: 3_600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
})
const server = createServer(provider.callback()).listen(0, '127.0.0.1')
await once(server, 'listening')
const body = new URLSearchParams({
  grant_type: 'client_credentials',
  client_id: 'bench',
  client_secret: 'secret-of-the-bench',
})
answerParent({ port: server.address().port, path: '/token', body: body.toString() })
