import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { LineMasker } from './line-masker.ts'
import { Masker } from './masker.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const SIGNATURE = Array.from({ length: 43 }, (_, at) => `sig${at * 7}_-`).join('')
const TOKEN = `${part({ typ: 'JWT', alg: 'RS256' })}.${part({ iss: 'https://issuer.example', sub: 'sc://a/b/c?ö', n: 1 })}.${SIGNATURE}`

function lineMasker(...secrets: readonly string[]) {
  const masker = new Masker()
  for (const secret of secrets) masker.add(secret)
  const lines = new LineMasker(masker)
  return (text: string) => text.split('\n').map((line) => lines.mask(line))
}

/** Breaks a text into lines of this many characters, as `fold` does. */
const fold = (text: string, width: number) => text.match(new RegExp(`.{1,${width}}`, 'gs'))?.join('\n') ?? ''

const encodings: readonly (readonly [string, (token: string) => string])[] = [
  ['as it is', (token) => token],
  ['in base64', (token) => Buffer.from(token).toString('base64')],
  ['in base64 with the line end of echo', (token) => Buffer.from(`${token}\n`).toString('base64')],
  ['in base64 behind a user name', (token) => Buffer.from(`me:${token}`).toString('base64')],
  ['in base64 within JSON', (token) => Buffer.from(JSON.stringify({ a: 'ab', token, z: 1 })).toString('base64')],
  ['in base64 of UTF-16', (token) => Buffer.from(token, 'utf16le').toString('base64')],
  ['in base64url', (token) => Buffer.from(token).toString('base64url')],
  ['percent-encoded', (token) => token.replace(/./gs, (c) => `%${c.charCodeAt(0).toString(16)}`)],
  ['in escapes of JSON', (token) => token.replace(/./gs, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
]

/** The longest part of the hidden text that the lines show. */
function longestShown(lines: readonly string[], hidden: string): number {
  let longest = 0
  const shown = lines.map((line) => line.replaceAll('***', ' ')).join(' ')
  for (const run of shown.split(/\s+/)) {
    for (let from = 0; from < run.length; from++) {
      let to = from + longest + 1
      while (to <= run.length && hidden.includes(run.slice(from, to))) {
        longest = to - from
        to += 1
      }
    }
  }
  return longest
}

describe('a secret in a log', () => {
  it.each(encodings)('is hidden %s, broken at any width', (name, encode) => {
    const hidden = encode(TOKEN)
    for (const width of [1, 3, 7, 8, 20, 64, 76, 80, 500, 100_000]) {
      const shown = lineMasker(TOKEN)(`before\n${fold(hidden, width)}\nafter`)
      expect(shown[0]).toBe('before')
      expect(shown.at(-1)).toBe('after')
      // What is encoded together with the token is not the token: it stands there as long as it is.
      const around = hidden.length - Buffer.from(TOKEN).toString('base64').length
      expect(longestShown(shown.slice(1, -1), hidden), `width ${width}`).toBeLessThanOrEqual(
        /behind|within/.test(name) ? around + 7 : 7,
      )
    }
  })

  it('is hidden also where the first of its lines has other words before it, and the others are indented', () => {
    const shown = lineMasker(TOKEN)(
      `token: |\n  ${fold(TOKEN, 50).replaceAll('\n', '\n  ')}\nexport TOKEN=${TOKEN.slice(0, 5)}\n${TOKEN.slice(5)}`,
    )
    expect(shown.slice(1, -2).every((line) => line === '  ***')).toBe(true)
    expect(shown.slice(-2)).toEqual(['export TOKEN=eyJ0e', '***'])
  })

  it('is hidden where lines of another stream come between its own', () => {
    const mask = lineMasker(TOKEN)
    const lines = fold(TOKEN, 60)
      .split('\n')
      .flatMap((line) => [line, 'progress: 5 %'])
    const shown = lines.flatMap(mask)
    expect(new Set(shown)).toEqual(new Set(['***', 'progress: 5 %']))
  })

  it.each([
    ['a carriage return', '\r'],
    ['a NUL', '\0'],
    ['a colour', '\u001b[31m'],
    ['a window title', '\u001b]0;title\u0007'],
    ['a zero-width space', '\u200b'],
    ['an escaped hyphen', '\\u002d'],
  ])('is hidden with %s inside', (_, inside) => {
    const at = TOKEN.indexOf('-')
    const broken =
      inside === '\\u002d'
        ? TOKEN.slice(0, at) + inside + TOKEN.slice(at + 1)
        : TOKEN.slice(0, 70) + inside + TOKEN.slice(70)
    expect(lineMasker(TOKEN)(`<${broken}>`)).toEqual(['<***>'])
  })

  it('does not hide what only looks like its beginning for a moment, but for that line', () => {
    const mask = lineMasker(TOKEN)
    expect(mask(`${TOKEN.slice(0, 12)}\nsomething else\nand more`)).toEqual(['***', 'something else', 'and more'])
  })

  it('that is a word or a URL is not sought in parts', () => {
    const url = 'https://account.blob.example/container?sig=c2lnbmF0dXJl'
    expect(lineMasker(url, 'correct horse')(`https://account.blob.example\ncorrect\nhorse`)).toEqual([
      'https://account.blob.example',
      'correct',
      'horse',
    ])
  })
})

describe('whatever the lines are', () => {
  it('a token never shows more than seven of its characters, at any widths', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 8, max: 90 }), { minLength: 1, maxLength: 40 }), (widths) => {
        const lines: string[] = []
        for (let at = 0, n = 0; at < TOKEN.length; n++) {
          const width = widths[n % widths.length] as number
          lines.push(TOKEN.slice(at, at + width))
          at += width
        }
        expect(longestShown(lineMasker(TOKEN)(lines.join('\n')), TOKEN)).toBeLessThan(8)
      }),
    )
  })

  it('they take time that is linear in their number, and in the length of one', () => {
    const lines = new LineMasker(new Masker())
    const secrets = new Masker()
    for (let count = 0; count < 20; count++) secrets.add(`${TOKEN}${count}`)
    const masked = new LineMasker(secrets)
    const line = `${'\u001b[32mok\u001b[0m %20 '.repeat(10)}${TOKEN.slice(0, 100)}`
    expect(growth((size) => Array.from({ length: size }, () => masked.mask(line)), 30)).toBeLessThan(LINEAR)
    expect(growth((size) => lines.mask('%41\u001b[0m'.repeat(size)), 1_000)).toBeLessThan(LINEAR)
    expect(growth((size) => masked.mask('eyJ0'.repeat(size)), 1_000)).toBeLessThan(LINEAR)
  })
})
