// Asks for an ID token as Microsoft's tasks do, with azure-devops-node-api. Run inside `mintwell lab exec --connection`.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { WebApi, getHandlerFromToken } = require('azure-devops-node-api')
const env = process.env
const api = new WebApi(env.SYSTEM_COLLECTIONURI, getHandlerFromToken(env.SYSTEM_ACCESSTOKEN), { keepAlive: true })
const tasks = await api.getTaskApi()
const { oidcToken } = await tasks.createOidcToken(
  {},
  env.SYSTEM_TEAMPROJECTID,
  env.SYSTEM_HOSTTYPE,
  env.SYSTEM_PLANID,
  env.SYSTEM_JOBID,
  env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID,
)
const claims = JSON.parse(Buffer.from(oidcToken.split('.')[1], 'base64url').toString())
console.log(JSON.stringify({ issuer: claims.iss, subject: claims.sub, audience: claims.aud }))
