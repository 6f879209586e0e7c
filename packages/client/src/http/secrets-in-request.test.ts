import { describe, expect, it } from 'vitest'
import { secretsIn } from './secrets-in-request.ts'

describe('what is secret in a request', () => {
  it('is what its headers sign in with, without the scheme', () => {
    expect(secretsIn({ headers: { Authorization: 'Bearer job-token', accept: 'application/json' } })).toEqual([
      'job-token',
    ])
    const basic = Buffer.from('me:pat').toString('base64')
    expect(secretsIn({ headers: { authorization: `Basic ${basic}` } })).toEqual([basic, 'pat'])
  })

  it('is what the fields of a form sign in with', () => {
    const body =
      'grant_type=client_credentials&client_id=c&client_assertion=a.b.c&WebIdentityToken=w&subject_token=s%2Ft'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(secretsIn({ headers, body })).toEqual(['a.b.c', 'w', 's/t'])
    expect(secretsIn({ headers: {}, body })).toEqual([])
  })

  it('is nothing in a request without any', () => {
    expect(secretsIn({})).toEqual([])
  })
})
