import { describe, expect, it } from 'vitest'
import { AzureCliLogins, type ClientRequest } from './azure-cli-login.ts'

const NOW = Date.parse('2026-04-20T01:00:00Z')
const HOUR = 3_600_000
/** What az 2.45.0 sends (measured). */
const az = {
  scope: 'https://management.core.windows.net//.default',
  claims: '{"access_token": {"xms_cc": {"values": ["CP1"]}}}',
}

function ask(
  change: { at?: number; sku?: string | null; fields?: object; fingerprint?: string | null } = {},
): ClientRequest {
  const fields: Record<string, string | undefined> = { ...az, ...change.fields }
  return {
    sku: change.sku === undefined ? 'MSAL.Python' : change.sku,
    fields: new Map(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    fingerprint: change.fingerprint === undefined ? 'one' : change.fingerprint,
    at: change.at ?? NOW,
  }
}

describe('AzureCliLogins', () => {
  it('takes for a login what az sends for az’s own name of Resource Manager, in every cloud', () => {
    const logins = new AzureCliLogins()
    expect(logins.recognize(ask())).toBe('login')
    for (const host of ['management.core.chinacloudapi.cn', 'management.core.usgovcloudapi.net'])
      expect(logins.recognize(ask({ fields: { scope: `https://${host}//.default` } }))).toBe('login')
  })

  it.each([
    ['another resource', { fields: { scope: 'https://graph.microsoft.com/.default' } }],
    ['Resource Manager by its usual name', { fields: { scope: 'https://management.azure.com/.default' } }],
    ['a script with MSAL, without az’s capability', { fields: { claims: undefined } }],
    ['MSAL of another language', { sku: 'msal.js.node' }],
    ['a program without MSAL', { sku: null }],
  ])('does not take %s for a login', (_what, change) => {
    expect(new AzureCliLogins().recognize(ask(change))).toBeUndefined()
  })

  it('takes the same assertion for a login again as long as az’s cache would still answer, and for a renewal after that', () => {
    const logins = new AzureCliLogins()
    logins.granted('one', NOW + HOUR)
    expect(logins.recognize(ask({ at: NOW + 1_000 }))).toBe('login')
    expect(logins.recognize(ask({ at: NOW + HOUR - 300_000 }))).toBe('renewal')
    expect(logins.recognize(ask({ at: NOW + 2 * HOUR }))).toBe('renewal')
    expect(logins.recognize(ask({ at: NOW + 2 * HOUR, fingerprint: 'two' }))).toBe('login')
    logins.granted('one', NOW + 3 * HOUR)
    expect(logins.recognize(ask({ at: NOW + 2 * HOUR }))).toBe('login')
  })

  it('remembers the latest 256 assertions, so that a year of runs takes no more memory than a day', () => {
    const logins = new AzureCliLogins()
    for (let index = 0; index < 257; index++) logins.granted(String(index), NOW)
    expect(logins.recognize(ask({ fingerprint: '0', at: NOW + HOUR }))).toBe('login')
    expect(logins.recognize(ask({ fingerprint: '1', at: NOW + HOUR }))).toBe('renewal')
  })
})
