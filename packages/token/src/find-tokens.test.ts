import { describe, expect, test } from 'vitest'
import { growth, LINEAR } from '../../../test/growth.ts'
import { findTokens } from './index.ts'

const part = (text: string) => Buffer.from(text).toString('base64url')
const token = `${part('{"alg":"RS256"}')}.${part('{"iat":1,"exp":2}')}.c2lnbmF0dXJl`
const other = `${part('{ "alg":"RS256"}')}.${part('{\n"iat":1}')}.b3RoZXI`

describe('Tokens in a text', () => {
  test.each([
    ['bare', token],
    ['on a line of its own', `\n  ${token}\r\n`],
    ['in an answer of Azure DevOps', `{"oidcToken":"${token}"}`],
    ['in an answer of GitHub', `{"count":1,"value":"${token}"}`],
    ['in a form', `grant_type=client_credentials&client_assertion=${token}&scope=x`],
    ['in a header', `Authorization: Bearer ${token}`],
    ['in quotes', `'${token}'`],
    ['at the end of a sentence', `The token is ${token}.`],
    ['after an escaped line break', `{"log":"first\\n${token}\\nlast"}`],
    ['behind a word and a dot', `idToken.${token}`],
  ])('A token is found %s.', (_, text) => {
    expect(findTokens(text)).toEqual([token])
  })

  test('Several are found in their order, repeats included.', () => {
    expect(findTokens(`${token}\n${other} ${token}`)).toEqual([token, other, token])
  })

  test('A look-alike without a signature, and an encrypted token, are found, to be named as such.', () => {
    const unsigned = `${part('{"alg":"none"}')}.${part('{"iat":1}')}.`
    const encrypted = `${part('{"alg":"dir"}')}..aa.bb.cc`
    expect(findTokens(`${unsigned} ${encrypted}`)).toEqual([unsigned, encrypted])
  })

  test.each(['', 'null', 'www.example.com', '1.2.3', 'eyJhbGciOiJSUzI1NiJ9', 'one.eyJ.two'])(
    'In %j there is none.',
    (text) => {
      expect(findTokens(text)).toEqual([])
    },
  )

  test('A run of hundreds of thousands of look-alikes is found whole.', () => {
    expect(findTokens('eyJh.'.repeat(900_000))).toHaveLength(300_000)
  })

  test.each(['eyJ', 'eyJ.x.', 'a.'])(
    'A text that repeats %j, made to be slow, takes time in proportion to its length.',
    (part) => {
      expect(findTokens(part.repeat(100_000)).length).toBeLessThan(2)
      expect(growth((size) => findTokens(part.repeat(size)), 50_000)).toBeLessThan(LINEAR)
    },
  )
})

describe('A text without tokens', () => {
  test('Is searched faster than its words can be counted.', () => {
    const line =
      "2026-04-20T01:09:57.2500000Z ##[debug]Evaluating condition for step: 'Deploy' key.value they v4.273.0\n"
    const log = line.repeat(100_000)
    const time = (work: () => unknown) => {
      const start = performance.now()
      work()
      return performance.now() - start
    }
    const best = (work: () => unknown) => Math.min(...[1, 2, 3].map(() => time(work)))
    expect(best(() => findTokens(log))).toBeLessThan(best(() => [...log.matchAll(/[A-Za-z0-9_.-]+/g)]))
  })
})
