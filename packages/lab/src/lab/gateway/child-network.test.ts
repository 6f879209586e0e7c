import { describe, expect, it } from 'vitest'
import { networkEnvironment } from './child-network.ts'
import type { Trust } from './trust.ts'

const trust: Trust = {
  bundleFile: '/lab/ca-bundle.pem',
  authorityFile: '/lab/ca.pem',
  keyStoreFile: '/lab dir/ca-bundle.jks',
  wgetConfigurationFile: '/lab/wgetrc',
  authorityPem: '',
  contextFor: () => {
    throw new Error('not asked for')
  },
}
const options = { proxyPort: 4321, user: 'step1', secret: 'abc', trust }

describe('the variables that lead a child through the gateway', () => {
  it('name the proxy with the user and the password of the step, in both cases of letters', () => {
    const environment = networkEnvironment(options)
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) {
      expect(environment[name]).toBe('http://step1:abc@127.0.0.1:4321')
    }
    for (const name of ['NO_PROXY', 'no_proxy']) expect(environment[name]?.split(',')).toContain('localhost')
  })

  it.each(['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'GIT_SSL_CAINFO', 'PERL_LWP_SSL_CA_FILE'])(
    'name the bundle in %s',
    (name) => {
      expect(networkEnvironment(options)[name]).toBe('/lab/ca-bundle.pem')
    },
  )

  it('name the authority alone for Node, which has roots of its own', () => {
    expect(networkEnvironment(options).NODE_EXTRA_CA_CERTS).toBe('/lab/ca.pem')
  })

  it('lead Java by properties, without a secret, because each JVM prints them', () => {
    const { JAVA_TOOL_OPTIONS = '' } = networkEnvironment(options)
    expect(JAVA_TOOL_OPTIONS).toContain('-Dhttps.proxyPort=4321')
    expect(JAVA_TOOL_OPTIONS).toContain('"-Djavax.net.ssl.trustStore=/lab dir/ca-bundle.jks"')
    expect(JAVA_TOOL_OPTIONS).not.toContain('abc')
  })

  it('let Node 24 use the proxy, and an older one through the hook where there is one', () => {
    expect(networkEnvironment(options)).toMatchObject({ NODE_USE_ENV_PROXY: '1' })
    expect(networkEnvironment(options)).not.toHaveProperty('NODE_OPTIONS')
    const { NODE_OPTIONS } = networkEnvironment({ ...options, nodeHook: '/a path/hook.cjs' })
    expect(NODE_OPTIONS).toBe('--require "/a path/hook.cjs"')
  })
})
