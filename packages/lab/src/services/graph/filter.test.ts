import { describe, expect, it } from 'vitest'
import { matches, parseFilter, requiredText } from './filter.ts'
import { GraphFailure } from './graph-error.ts'

const object = {
  appId: '33333333-3333-4333-8333-333333333333',
  displayName: "Alice's app",
  identifierUris: ['api://one', 'api://two'],
  isFallbackPublicClient: null,
  web: { redirectUris: ['https://localhost/'] },
  enabled: true,
  number: 3,
}

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'none'
  } catch (error) {
    return error instanceof GraphFailure ? error.error.code : String(error)
  }
}

describe('a $filter', () => {
  it.each([
    ["appId eq '33333333-3333-4333-8333-333333333333'", true],
    ["displayName eq 'ALICE''S APP'", true],
    ["displayName ne 'Alice''s app'", false],
    ["startswith(displayName,'alice')", true],
    ["startsWith(displayName, 'bob')", false],
    ["identifierUris/any(s:s eq 'api://two')", true],
    ["identifierUris/any(s:s eq 'api://three')", false],
    ["web/redirectUris/any(uri: uri eq 'https://localhost/')", true],
    ['isFallbackPublicClient eq null', true],
    ['enabled eq true and number eq 3', true],
    ["displayName in ('x', 'Alice''s app')", true],
    ["displayName eq 'x' or number eq 3 and enabled eq true", true],
    ["(displayName eq 'x' or number eq 3) and enabled eq false", false],
    ["not (displayName eq 'x')", true],
    ["not startswith(displayName,'Alice')", false],
  ])('%s is %s', (text, expected) => {
    expect(matches(parseFilter(text), object)).toBe(expected)
  })

  it.each([
    '',
    'appId',
    'appId eq',
    "appId like 'x'",
    "appId eq 'x",
    "appId eq 'x' and",
    "(appId eq 'x'",
    "appId eq 'x')",
    'appId eq 3333-4444',
    "identifierUris/any(s:t eq 'x')",
    "identifierUris/any(s:s ne 'x')",
    "displayName in ('x'",
    'startswith(displayName,3)',
    "displayName eq 'x' displayName eq 'y'",
    "eq eq 'x' ;",
    `${'('.repeat(100)}appId eq 'x'${')'.repeat(100)}`,
  ])('%s is refused with 400', (text) => {
    expect(codeOf(() => parseFilter(text))).toBe('BadRequest')
  })

  it('refuses a property that the objects do not have', () => {
    expect(codeOf(() => matches(parseFilter("nothing eq 'x'"), object))).toBe('BadRequest')
    expect(codeOf(() => matches(parseFilter("web/nothing eq 'x'"), object))).toBe('BadRequest')
  })

  it('tells the one value that a property must have, where it says so', () => {
    expect(requiredText(parseFilter("enabled eq true and appId eq 'x'"), 'appId')).toBe('x')
    expect(requiredText(parseFilter("servicePrincipalNames/any(c:c eq 'x')"), 'servicePrincipalNames')).toBe('x')
    expect(requiredText(parseFilter("enabled eq true or appId eq 'x'"), 'appId')).toBeUndefined()
    expect(requiredText(parseFilter("appId ne 'x'"), 'appId')).toBeUndefined()
    expect(requiredText(parseFilter("appId in ('x','y')"), 'appId')).toBeUndefined()
    expect(requiredText(undefined, 'appId')).toBeUndefined()
  })
})
