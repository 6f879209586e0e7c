import { describe, expect, it } from 'vitest'
import { UsageError } from '../verb.ts'
import { readRoutes } from './routes.ts'
import { SettingsError } from './settings.ts'

describe('readRoutes', () => {
  it('reads host names in any case, and those of the command line win', () => {
    const settings = { routes: { 'Blob.Example': 'https://127.0.0.1:1', 'queue.example': 'http://127.0.0.1:2/' } }
    const routes = readRoutes(settings, ['BLOB.example=https://127.0.0.1:3'])
    expect([...routes].map(([host, url]) => [host, url.href])).toEqual([
      ['blob.example', 'https://127.0.0.1:3/'],
      ['queue.example', 'http://127.0.0.1:2/'],
    ])
  })

  it.each([
    ['no equals sign', 'blob.example'],
    ['no host', '=https://127.0.0.1'],
    ['a wildcard', '*.example=https://127.0.0.1'],
    ['a URL as the host', 'https://blob.example=https://127.0.0.1'],
    ['a port in the host', 'blob.example:443=https://127.0.0.1'],
    ['no scheme', 'blob.example=127.0.0.1:1'],
    ['a scheme that is none of the web', 'blob.example=ftp://127.0.0.1'],
    ['a path', 'blob.example=https://127.0.0.1/devstoreaccount1'],
    ['a query', 'blob.example=https://127.0.0.1/?a=b'],
    ['a user', 'blob.example=https://me@127.0.0.1/'],
  ])('refuses %s, from wherever it comes', (_what, text) => {
    expect(() => readRoutes({}, [text])).toThrow(UsageError)
    const [host, url] = text.split('=', 2) as [string, string | undefined]
    if (url !== undefined && host !== '')
      expect(() => readRoutes({ routes: { [host]: text.slice(host.length + 1) } }, [])).toThrow(SettingsError)
  })
})
