import { describe, expect, it } from 'vitest'
import { makeSurfaceDirectory } from './surface-directory.ts'
import { TestFiles } from './test-files.ts'
import { trustEnvironment, withoutProxy } from './trust-bundle.ts'

const OURS = '-----BEGIN CERTIFICATE-----\nours\n-----END CERTIFICATE-----\n'

function trust(env: Readonly<Record<string, string>>, present: Readonly<Record<string, string>>) {
  const files = new TestFiles()
  for (const [path, text] of Object.entries(present)) files.files.set(path, { text, mode: 0o644 })
  const directory = makeSurfaceDirectory('/tmp', files)
  const variables = trustEnvironment(OURS, env, directory, files, () => 'node roots')
  return { variables, text: (name: string) => files.read(variables[name] ?? '') }
}

describe('what the command’s programs trust', () => {
  it('is the system’s roots and ours, in one file for all variables that name all roots', () => {
    const { variables, text } = trust({}, { '/etc/ssl/certs/ca-certificates.crt': 'system roots\n' })
    expect(text('SSL_CERT_FILE')).toBe(`system roots\n${OURS}`)
    expect(variables.REQUESTS_CA_BUNDLE).toBe(variables.SSL_CERT_FILE)
    expect(variables.CURL_CA_BUNDLE).toBe(variables.SSL_CERT_FILE)
  })

  it('is ours alone beside Node’s own roots', () => {
    expect(trust({}, { '/etc/ssl/certs/ca-certificates.crt': 'system roots' }).text('NODE_EXTRA_CA_CERTS')).toBe(OURS)
  })

  it('keeps what a variable named before, each its own', () => {
    const { text } = trust(
      { SSL_CERT_FILE: '/corp.pem', REQUESTS_CA_BUNDLE: '/python.pem', NODE_EXTRA_CA_CERTS: '/node.pem' },
      { '/corp.pem': 'corp\n', '/python.pem': 'python', '/node.pem': 'node', '/etc/ssl/cert.pem': 'system' },
    )
    expect(text('SSL_CERT_FILE')).toBe(`corp\n${OURS}`)
    expect(text('REQUESTS_CA_BUNDLE')).toBe(`python\n${OURS}`)
    expect(text('CURL_CA_BUNDLE')).toBe(`system\n${OURS}`)
    expect(text('NODE_EXTRA_CA_CERTS')).toBe(`node\n${OURS}`)
  })

  it('is Node’s roots and ours on a system without a file of roots, or where the named one is gone', () => {
    expect(trust({ SSL_CERT_FILE: '/gone.pem' }, {}).text('SSL_CERT_FILE')).toBe(`node roots\n${OURS}`)
  })
})

describe('NO_PROXY', () => {
  it('gets the loopback beside what it had, in both cases of letters', () => {
    expect(withoutProxy({ HTTPS_PROXY: 'http://p', NO_PROXY: '.corp, 127.0.0.1' })).toEqual({
      NO_PROXY: '.corp,127.0.0.1,localhost',
      no_proxy: '.corp,127.0.0.1,localhost',
    })
    expect(withoutProxy({ http_proxy: 'http://p' })).toEqual({
      NO_PROXY: 'localhost,127.0.0.1',
      no_proxy: 'localhost,127.0.0.1',
    })
  })

  it('is left alone where there is no proxy', () => {
    expect(withoutProxy({ NO_PROXY: 'x' })).toEqual({})
  })
})
