import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { Masker } from './masker.ts'

function masker(...secrets: readonly string[]): Masker {
  const made = new Masker()
  for (const secret of secrets) made.add(secret)
  return made
}

/** A token as Entra writes one: three segments, the first two JSON. */
function jwt(claims: object): string {
  const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${segment({ typ: 'JWT', alg: 'RS256', kid: 'k' })}.${segment(claims)}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg`
}

describe('the rules of the agent', () => {
  it.each([
    [['abc'], 'abcabcdef', '***def'],
    [['bcd', 'efg'], 'abcdefgh', 'a***h'],
    [['abcd', 'bcdef'], 'xabcdefx', 'x***x'],
    [['abc', 'def'], 'abc def', '*** ***'],
    [['aba'], 'ababa', '***'],
    [['secret'], 'no hit', 'no hit'],
    [['secret'], 'SECRET', 'SECRET'],
    [['secret'], '', ''],
    [['secret'], 'secret', '***'],
    [['secret'], 'a secret, a secret', 'a ***, a ***'],
    [['x'], 'axbx', 'a***b***'],
    [['ab'], 'abab', '***'],
    [['secret', 'secretly'], 'secretly', '***'],
  ])('hide %j in %j as %j', (secrets, text, masked) => {
    expect(masker(...secrets).mask(text)).toBe(masked)
  })

  it('hide nothing for a secret that is blank', () => {
    expect(masker('', ' ', '\n', '\t').mask('a b\tc')).toBe('a b\tc')
  })

  it('take the text of a secret literally, not as a pattern', () => {
    expect(masker('a.c$(x)[0-9]*').mask('abc a.c$(x)[0-9]* $&')).toBe('abc *** $&')
  })
})

describe('the forms of a secret', () => {
  const secret = `p%w"d;a]b c\\d\ne'f`

  it.each([
    ['itself', secret],
    ['its logging-command escape', secret.replaceAll('%', '%AZP25').replaceAll('\n', '%0A')],
    ['its escape of line ends alone', secret.replaceAll('\n', '%0A')],
    ['base64', Buffer.from(secret).toString('base64')],
    ['a JSON string', JSON.stringify(secret).slice(1, -1)],
    ['a part of a URL', 'p%25w%22d%3Ba%5Db%20c%5Cd%0Ae%27f'],
  ])('are hidden as %s', (_, form) => {
    expect(masker(secret).mask(`<${form}>`)).toBe('<***>')
  })

  it.each([
    ['"quoted value"', 'quoted value'],
    ["'quoted value'", 'quoted value'],
    ['  spaced value \r\n', 'spaced value'],
    ['back\\\\slash\\"quote', 'back\\slash"quote'],
  ])('are hidden for %j without what surrounds or escapes it', (given, shown) => {
    expect(masker(given).mask(`<${shown}>`)).toBe('<***>')
  })

  it('leave a lone surrogate, which cannot be escaped, as it is', () => {
    expect(masker('abc\ud800def').mask('<abc\ud800def>')).toBe('<***>')
  })

  it('of several lines are hidden line by line, but for lines of under four characters', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADAN\r\nfi\n  Bgkqhki \n-----END KEY-----\n'
    const made = masker(key)
    expect(made.mask('MIIEvQIBADAN')).toBe('***')
    expect(made.mask('x Bgkqhki y')).toBe('x *** y')
    expect(made.mask('if fi')).toBe('if fi')
  })

  it('of a JWT are hidden segment by segment', () => {
    const token = jwt({ iss: 'https://issuer.test', sub: 'subject' })
    const [header, payload, signature] = token.split('.')
    const made = masker(token)
    expect(made.mask(token)).toBe('***')
    expect(made.mask(`payload ${payload}, signature ${signature}`)).toBe('payload ***, signature ***')
    expect(made.mask(`${header}.x.y`)).toBe('***.x.y')
  })

  it('of something with two dots that is no JWT are not split', () => {
    expect(masker('first.second.third').mask('the second one')).toBe('the second one')
  })
})

describe('a URL with a password', () => {
  it.each([
    ['https://user:password@host/x', 'https://user:***@host/x'],
    ['git clone https://:token@host', 'git clone https://:***@host'],
    ['https://user:pass:word@host', 'https://user:***@host'],
    ['http://a:1@x http://b:2@y', 'http://a:***@x http://b:***@y'],
    ['//user:password@host', '//user:***@host'],
    ['https://host:8443/path@2', 'https://host:8443/path@2'],
    ['https://user@host/', 'https://user@host/'],
    ['mail a:b@host // later', 'mail a:b@host // later'],
  ])('in %j shows as %j', (text, masked) => {
    expect(masker().mask(text)).toBe(masked)
  })
})

describe('what never shows', () => {
  // A star could make a secret out of the mask itself.
  const secrets = fc.array(
    fc
      .string({ minLength: 4, maxLength: 40, unit: 'grapheme' })
      .filter((text) => text.trim() !== '' && !text.includes('*')),
    { minLength: 1, maxLength: 6 },
  )

  it('is any secret of four characters or more, wherever it stands and whatever it overlaps', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.array(fc.string(), { maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (given, between, picks) => {
          const pick = () => given[(picks.next().value as number) % given.length] as string
          const text = between.map((part) => part.replaceAll('*', '') + pick()).join('')
          const masked = masker(...given).mask(text)
          for (const secret of given) expect(masked).not.toContain(secret)
        },
      ),
    )
  })

  it('is any secret between parts of other secrets', () => {
    fc.assert(
      fc.property(secrets, fc.nat(), fc.nat(), (given, from, to) => {
        const [first = '', last = ''] = [given[0], given.at(-1)]
        const text = first.slice(from % first.length) + last + first.slice(0, to % first.length)
        expect(masker(...given).mask(text)).not.toContain(last)
      }),
    )
  })
})

describe('speed', () => {
  it('does not depend on the number of secrets: sixteen times as many leave a line of 1 MB as fast', () => {
    const random = (seed: number) => `${(seed * 2_654_435_761) % 4_294_967_296}-${seed.toString(36)}-secret`
    const line = `${'x1y2 '.repeat(100_000)}${random(77)}${'abc '.repeat(125_000)}`
    const made = new Map(
      [625, 10_000].map((size) => [size, masker(...Array.from({ length: size }, (_, index) => random(index)))]),
    )
    const mask = (size: number) => made.get(size)?.mask(line)
    expect(mask(10_000)).toHaveLength(line.length - random(77).length + 3)
    expect(growth(mask, 625)).toBeLessThan(3)
  })

  it('is linear in a line that looks like one endless URL, and in one secret over and over', () => {
    const made = masker('aaaa')
    expect(made.mask('a'.repeat(1_000_000))).toBe('***')
    expect(growth((size) => made.mask(`http://a:${'b:'.repeat(size)}`), 25_000)).toBeLessThan(LINEAR)
    expect(growth((size) => made.mask('://a:'.repeat(size)), 10_000)).toBeLessThan(LINEAR)
    expect(growth((size) => made.mask('a'.repeat(size)), 50_000)).toBeLessThan(LINEAR)
  })
})
