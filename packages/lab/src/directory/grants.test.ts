import { describe, expect, it } from 'vitest'
import { Grants } from './grants.ts'

const APP = 'AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA'

describe('what an application was granted', () => {
  it('is nothing until it is said, and each right has those before it', () => {
    const grants = new Grants()
    expect(grants.mayInGraph(APP, 'none')).toBe(true)
    expect(grants.mayInGraph(APP, 'read')).toBe(false)
    grants.grantGraph(APP, 'credentials')
    expect(grants.mayInGraph(APP.toLowerCase(), 'read')).toBe(true)
    expect(grants.mayInGraph(APP, 'write')).toBe(false)
    grants.grantGraph(APP, 'read')
    expect(grants.mayInGraph(APP, 'credentials')).toBe(true)
  })

  it('is the subscriptions of all its connections, until it is revoked', () => {
    const grants = new Grants()
    grants.grantSubscription(APP, 'ONE')
    grants.grantSubscription(APP.toLowerCase(), 'two')
    expect([...grants.subscriptionsOf(APP)]).toEqual(['one', 'two'])
    grants.revoke(APP)
    expect(grants.subscriptionsOf(APP).size).toBe(0)
    expect(grants.mayInGraph(APP, 'read')).toBe(false)
  })
})
