import { describe, expect, it } from 'vitest'
import { keyOf, routePath } from './path.ts'

const GRAPH = 'https://graph.microsoft.com'

describe('a path of Graph', () => {
  it.each([
    ['/v1.0/applications', '/v1.0/applications'],
    ['/V1.0//Applications/ID/addPassword/', '/v1.0/applications/ID/addpassword'],
    ["/v1.0/applications('ID')", '/v1.0/applications/ID'],
    [
      "/v1.0/applications(appId='ID')/federatedIdentityCredentials/Main",
      '/v1.0/applications/appid%3DID/federatedidentitycredentials/Main',
    ],
    ['/v1.0/applications(appId=%27ID%27)', '/v1.0/applications/appid%3DID'],
    [
      "/beta/applications/ID/federatedIdentityCredentials(name='Main')",
      '/beta/applications/ID/federatedidentitycredentials/name%3DMain',
    ],
    ['/v1.0/applications/a%2Fb', '/v1.0/applications/a%2Fb'],
    ['/v1.0/applications/%zz', '/v1.0/applications/%25zz'],
  ])('%s is routed as %s', (path, routed) => {
    expect(routePath(`${GRAPH}${path}`)).toBe(routed)
  })

  it('has keys with and without their property', () => {
    expect(keyOf('appid=ID')).toEqual({ property: 'appid', value: 'ID' })
    expect(keyOf('ID')).toEqual({ property: undefined, value: 'ID' })
  })
})
