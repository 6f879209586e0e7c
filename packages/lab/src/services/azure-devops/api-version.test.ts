import { describe, expect, it } from 'vitest'
import { checkVersion, requestedVersion } from './api-version.ts'

const range = { newest: '7.2', released: '7.1', revision: 1 }
const typeOf = (version: string | undefined) => checkVersion(version, range)?.typeName.split(',')[0]?.split('.').at(-1)

describe('checkVersion', () => {
  it.each([undefined, '6.0', '7.1', '7.1-preview', '7.1-preview.1', '7.2-preview', '7.2-preview.1', '5.0-preview.3'])(
    'takes %s',
    (version) => {
      expect(typeOf(version)).toBeUndefined()
    },
  )

  it('asks for a preview version where there is no other', () => {
    expect(typeOf('7.2')).toBe('VssInvalidPreviewVersionException')
  })

  it.each(['latest', '7', '7.1-beta', '7.1.2', ''])('cannot read %j', (version) => {
    expect(typeOf(version)).toBe('VssInvalidApiResourceVersionException')
  })

  it.each(['7.3-preview.1', '8.0', '10.0', '7.2-preview.2'])('has no %s', (version) => {
    expect(typeOf(version)).toBe('VssVersionOutOfRangeException')
  })
})

describe('requestedVersion', () => {
  it('looks at the query first, then into Accept, and finds none elsewhere', () => {
    const accept = 'application/json;api-version=7.2-preview.1'
    expect(requestedVersion(new URL('https://x/?api-version=7.1'), accept)).toBe('7.1')
    expect(requestedVersion(new URL('https://x/'), accept)).toBe('7.2-preview.1')
    expect(requestedVersion(new URL('https://x/?api-version='), accept)).toBe('7.2-preview.1')
    expect(requestedVersion(new URL('https://x/'), 'application/json')).toBeUndefined()
    expect(requestedVersion(new URL('https://x/'), null)).toBeUndefined()
  })
})
