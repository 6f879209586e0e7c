import { createManualClock } from '@mintwell/clock'
import { describe, expect, it } from 'vitest'
import type { FetchedDocument } from '../../ground/http/answer.ts'
import { jwksOf } from '../../ground/keys/jwks.ts'
import { SigningKeys } from '../../ground/keys/signing-keys.ts'
import { IssuerKeys } from './issuer-keys.ts'

const ISSUER = 'https://issuer.example/tenant'
const keys = new SigningKeys('thumbprint')

function open(documents: Readonly<Record<string, () => FetchedDocument | Promise<FetchedDocument>>>) {
  const clock = createManualClock(Date.UTC(2026, 3, 20), 'move')
  const fetched: string[] = []
  const issuerKeys = new IssuerKeys({
    clock,
    fetchDocument: async (url) => {
      fetched.push(url)
      return documents[url]?.() ?? { status: 404, body: '' }
    },
  })
  return { clock, fetched, issuerKeys }
}

const json = (value: unknown) => ({ status: 200, body: JSON.stringify(value) })
const discovery = (change: object = {}) => json({ issuer: ISSUER, jwks_uri: 'https://issuer.example/keys', ...change })
const published = async (more: readonly unknown[] = []) =>
  json({ keys: [...more, ...jwksOf(await keys.published()).keys] })
const CONFIGURATION = `${ISSUER}/.well-known/openid-configuration`
const KEYS = 'https://issuer.example/keys'
const unknown = { kid: 'other', x5t: undefined, algorithm: 'RS256' } as const

describe('IssuerKeys', () => {
  it('reads an issuer’s keys once for all that ask, and finds them by kid, or by x5t where there is no kid', async () => {
    const { issuerKeys, fetched } = open({ [CONFIGURATION]: () => discovery(), [KEYS]: () => published() })
    const { kid, x5t } = await keys.current()
    const found = await Promise.all([
      issuerKeys.find(ISSUER, { kid, x5t, algorithm: 'RS256' }),
      issuerKeys.find(ISSUER, { kid: undefined, x5t, algorithm: 'RS256' }),
    ])
    expect(found.every((key) => typeof key === 'object')).toBe(true)
    expect(fetched).toEqual([CONFIGURATION, KEYS])
  })

  // parity: entra-rotation
  it('reads them again for an unknown key, but not at once', async () => {
    const { issuerKeys, fetched, clock } = open({ [CONFIGURATION]: () => discovery(), [KEYS]: () => published() })
    expect(await issuerKeys.find(ISSUER, unknown)).toBe('unknown')
    clock.advance(4_999)
    expect(await issuerKeys.find(ISSUER, unknown)).toBe('unknown')
    expect(fetched).toHaveLength(2)
    clock.advance(1)
    expect(await issuerKeys.find(ISSUER, unknown)).toBe('unknown')
    expect(fetched).toHaveLength(4)
  })

  it('reads them again after a day, after the clock was set back, and when it is told to forget', async () => {
    const { issuerKeys, fetched, clock } = open({ [CONFIGURATION]: () => discovery(), [KEYS]: () => published() })
    const { kid, x5t } = await keys.current()
    const find = () => issuerKeys.find(ISSUER, { kid, x5t, algorithm: 'RS256' })
    await find()
    clock.advance(86_400_000)
    await find()
    clock.advance(-7 * 86_400_000)
    await find()
    issuerKeys.clear()
    await find()
    expect(fetched).toHaveLength(8)
  })

  // parity: entra-hundred-keys
  it('passes over keys that are none, and takes the first hundred', async () => {
    const odd = [
      null,
      7,
      {},
      { kty: 'oct', k: 'c2VjcmV0', kid: 'other' },
      { kty: 'RSA', n: '!', e: 'AQAB', kid: 'other' },
    ]
    const { issuerKeys } = open({ [CONFIGURATION]: () => discovery(), [KEYS]: () => published(odd) })
    const { kid, x5t } = await keys.current()
    expect(typeof (await issuerKeys.find(ISSUER, { kid, x5t, algorithm: 'RS256' }))).toBe('object')
    const many = open({ [CONFIGURATION]: () => discovery(), [KEYS]: () => published(Array(100).fill({})) })
    expect(await many.issuerKeys.find(ISSUER, { kid, x5t, algorithm: 'RS256' })).toBe('unknown')
  })

  it.each<[string, Readonly<Record<string, () => FetchedDocument | Promise<FetchedDocument>>>]>([
    ['is not there', {}],
    [
      'is of another issuer',
      { [CONFIGURATION]: () => discovery({ issuer: 'https://attacker.example' }), [KEYS]: () => published() },
    ],
    ['names its keys without https', { [CONFIGURATION]: () => discovery({ jwks_uri: 'http://issuer.example/keys' }) }],
    ['names no keys', { [CONFIGURATION]: () => discovery({ jwks_uri: 7 }) }],
    ['is not JSON', { [CONFIGURATION]: () => ({ status: 200, body: '<html>' }) }],
    ['is too large', { [CONFIGURATION]: () => ({ status: 200, body: ' '.repeat(1_048_577) }) }],
    ['fails', { [CONFIGURATION]: () => Promise.reject(new Error('down')) }],
    ['has keys that are no list', { [CONFIGURATION]: () => discovery(), [KEYS]: () => json({ keys: {} }) }],
  ])('cannot use a discovery document that %s', async (_what, documents) => {
    expect(await open(documents).issuerKeys.find(ISSUER, unknown)).toBe('unreachable')
  })
})
