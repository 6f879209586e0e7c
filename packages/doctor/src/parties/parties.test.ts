import { describe, expect, it } from 'vitest'
import { T0, tokenOf } from '../experiment/test-tokens.ts'
import { partyList } from './party-list.ts'

/** The form of Azure DevOps' subjects from the Entra issuer: 138 characters, no spaces. */
const LONG_SUBJECT = `/eid1/c/pub/t/DQQikWdsW0yxEjajBLZtrQ/a/rISbSSETf0KqFyZ8ppdXmA/sc/0d5b1c4e-58a5-4a3f-9a67-0a1e2b3c4d5e/6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091`
const fromEntra = tokenOf('entra', T0, {
  claims: {
    sub: LONG_SUBJECT,
    aud: 'fb60f99c-7a34-4190-8149-302f77469936',
    azp: '499b84ac-1321-427f-aa17-267ca6975798',
  },
})
const fromAzureDevOps = tokenOf('azure-devops', T0, { claims: { jti: '1' } })

const judged = (party: string, token: typeof fromEntra, { isEchoed = false, now = T0 + 1_000 } = {}) =>
  partyList
    .find(({ name }) => name === party)
    ?.judge(token, { now, isEchoed })
    .map(({ severity, message }) => `${severity}: ${message}`)
    .join('\n')

describe('a token of the Entra issuer', () => {
  it.each([
    ['entra', /^$/],
    ['aws', /^warning: .*azp 499b84ac/],
    ['gcp', /^failed: The subject has 138 bytes, and google.subject takes 127/],
    ['vault', /^warning: .*GUID/],
    ['kubernetes', /^$/],
    ['keycloak', /^failed: .*'Invalid token audience'[\s\S]*failed: .*no jti[\s\S]*failed: .*5 min by default/],
    ['anthropic', /^failed: .*24 h 5 min .* 1 h/],
    ['octo-sts', /^warning: .*its own name as the audience/],
    ['npm', /^failed: .*trusted publishing does not work/],
    ['pypi', /^failed: .*trusted publishing does not work/],
  ])('is judged by the rules of %s', (party, expected) => {
    expect(judged(party, fromEntra)).toMatch(expected)
  })

  it('is too old for Google where it is echoed, whatever its subject', () => {
    expect(judged('gcp', fromEntra, { isEchoed: true })).toMatch(/stale to sign-in.*no newer one/)
  })
})

describe('a token of Azure DevOps itself', () => {
  it.each([
    ['entra', /^$/],
    ['aws', /^$/],
    ['gcp', /^$/],
    ['vault', /^$/],
    ['keycloak', /^failed: .*'Invalid token audience'.*$/],
    ['anthropic', /^$/],
  ])('is judged by the rules of %s', (party, expected) => {
    expect(judged(party, fromAzureDevOps)).toMatch(expected)
  })

  it('is refused by octo-sts where the project has a space in its name', () => {
    const spaced = tokenOf('azure-devops', T0, { claims: { sub: 'sc://contoso/web shop/production' } })
    expect(judged('octo-sts', spaced)).toMatch(/failed: The subject has a space/)
  })

  it('is taken once only by Anthropic, which an echo makes impossible', () => {
    expect(judged('anthropic', fromAzureDevOps, { isEchoed: true })).toMatch(/Each jti is taken once/)
  })
})
