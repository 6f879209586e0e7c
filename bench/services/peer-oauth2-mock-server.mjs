// oauth2-mock-server as a token service for client credentials, RS256. It checks nothing.
import { createRequire } from 'node:module'
import { answerParent } from './answer-parent.mjs'

const require = createRequire(new URL('../peers/package.json', import.meta.url))
const { OAuth2Server } = await import(require.resolve('oauth2-mock-server'))
const server = new OAuth2Server()
await server.issuer.keys.generate('RS256')
await server.start(0, '127.0.0.1')
const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'all' })
answerParent({ port: server.address().port, path: '/token', body: body.toString() })
