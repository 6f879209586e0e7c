import { describe, expect, test } from 'vitest'
import { decodeToken, tokenUse } from './index.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const use = (claims: object) =>
  tokenUse(decodeToken(`${part({ alg: 'RS256' })}.${part({ iat: 1, exp: 2, ...claims })}.c2lnbmF0dXJl`))

const TENANT = '9122040d-6c67-4c5b-b112-36a304b66dad'
const V1 = `https://sts.windows.net/${TENANT}/`
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`

describe('What a token is for', () => {
  test.each([
    ['id-token', { iss: `https://vstoken.dev.azure.com/${TENANT}`, aud: 'api://AzureADTokenExchange' }],
    ['id-token', { iss: V2, aud: 'fb60f99c-7a34-4190-8149-302f77469936', idtyp: 'app', azpacr: '2' }],
    ['id-token', { iss: V1, aud: 'api://AzureADTokenExchange', appid: 'a', idtyp: 'app' }],
    ['id-token', { iss: 'https://token.actions.githubusercontent.com', aud: 'x', scp: 'y' }],
    ['id-token', { iss: V2, aud: 'a client', nonce: 'n' }],
    ['access-token', { iss: V1, aud: 'https://management.azure.com/', appid: 'a', appidacr: '2' }],
    ['access-token', { iss: V2, aud: 'b', scp: 'read' }],
    ['access-token', { iss: V2, aud: '499b84ac-1321-427f-aa17-267ca6975798', roles: [] }],
    ['job-token', { iss: 'app.vstoken.visualstudio.com', aud: 'app.vstoken.visualstudio.com' }],
    ['job-token', { iss: 'https://vstoken.example', scp: 'app_token' }],
  ])('%s: %j.', (expected, claims) => {
    expect(use(claims)).toBe(expected)
  })
})
