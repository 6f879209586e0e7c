import { describe, expect, it } from 'vitest'
import { proxyFor, readProxy } from './proxy.ts'

const ask = (url: string, env: Readonly<Record<string, string>>) => proxyFor(new URL(url), readProxy(env))?.href

describe('the proxy of a request', () => {
  it('is the one for its scheme, in lower case first, and http where no scheme is said', () => {
    expect(
      ask('https://a.example/', {
        HTTPS_PROXY: 'http://one:1',
        https_proxy: 'http://two:2',
        HTTP_PROXY: 'http://three:3',
      }),
    ).toBe('http://two:2/')
    expect(ask('http://a.example/', { HTTPS_PROXY: 'http://one:1', HTTP_PROXY: 'three:3' })).toBe('http://three:3/')
    expect(ask('http://a.example/', { HTTPS_PROXY: 'http://one:1' })).toBeUndefined()
    expect(ask('https://a.example/', { HTTPS_PROXY: 'not a url' })).toBeUndefined()
    expect(ask('https://a.example/', {})).toBeUndefined()
  })

  it.each([
    ['corp.example', 'https://corp.example/', false],
    ['corp.example', 'https://a.b.corp.example/', false],
    ['.corp.example', 'https://a.corp.example/', false],
    ['*.corp.example', 'https://a.corp.example/', false],
    ['corp.example', 'https://notcorp.example/', true],
    ['CORP.example', 'https://corp.EXAMPLE/', false],
    ['corp.example:443', 'https://corp.example/', false],
    ['corp.example:8443', 'https://corp.example/', true],
    ['corp.example:8443', 'https://corp.example:8443/', false],
    ['a, b ,corp.example', 'https://corp.example/', false],
    ['*', 'https://corp.example/', false],
    ['127.0.0.1', 'https://127.0.0.1:5/', false],
    ['::1', 'https://[::1]:5/', false],
    ['[::1]', 'https://[::1]/', false],
    ['', 'https://corp.example/', true],
    [',', 'https://corp.example/', true],
  ])('is passed over or not by NO_PROXY=%s for %s', (except, url, proxied) => {
    expect(ask(url, { HTTPS_PROXY: 'http://proxy:1', NO_PROXY: except }) !== undefined).toBe(proxied)
  })

  it('is the Azure Pipelines agent’s, with its user, its password and the plain hosts of its bypass list', () => {
    const env = {
      AGENT_PROXYURL: 'http://proxy:1',
      AGENT_PROXYUSERNAME: 'me@corp',
      AGENT_PROXYPASSWORD: 'p:w',
      AGENT_PROXYBYPASSLIST: JSON.stringify(['^https://git\\.corp\\.example$', 'plain.example', '.*\\.complex(a|b)']),
    }
    expect(ask('https://a.example/', env)).toBe('http://me%40corp:p%3Aw@proxy:1/')
    expect(ask('https://git.corp.example/', env)).toBeUndefined()
    expect(ask('https://plain.example/', env)).toBeUndefined()
    expect(ask('https://x.complexa/', env)).toBeDefined()
    expect(ask('https://a.example/', { ...env, AGENT_PROXYBYPASSLIST: 'no json' })).toBeDefined()
  })
})
