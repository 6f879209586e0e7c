import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../test/growth.ts'
import { foreignJson, foreignLines, foreignText } from './foreign-text.ts'

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.c2lnbmF0dXJl'

describe('a foreign text', () => {
  it.each([
    [
      'line ends',
      'no\r\n##vso[task.setvariable variable=PATH]/evil',
      'no\\r\\n**vso[task.setvariable variable=PATH]/evil',
    ],
    ['colours', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['the one-character form of an escape', '\u009b31m', '\\x9b31m'],
    ['a window title and a bell', '\u001b]0;x\u0007', '\\x1b]0;x\\x07'],
    ['the turning of direction', 'a\u202eb', 'a\\u{202e}b'],
    ['a character without width', 'a\u200bb', 'a\\u{200b}b'],
    ['NUL and DEL', '\0\u007f', '\\x00\\x7f'],
    ['tags of a log', '##[error]no ##[group]x', '**[error]no **[group]x'],
    ['a command in capital letters', '##VSO[task.complete]', '**VSO[task.complete]'],
    ['a command of GitHub', '::add-mask::x ::warning::y', ': :add-mask::x ::warning::y'],
    ['a token', `"token":"${TOKEN}"`, '"token":"***"'],
    ['what is harmless', 'Größe:\t5 # 6 ## 7 日本 🙂', 'Größe:\t5 # 6 ## 7 日本 🙂'],
  ])('shows %s', (_, text, shown) => {
    expect(foreignText(text)).toBe(shown)
  })

  it('loses the given secrets, and a token never by half where it is shortened', () => {
    expect(foreignText('Authorization: Bearer abc123', { secrets: ['abc123'] })).toBe('Authorization: Bearer ***')
    expect(foreignText(`${'x'.repeat(20)}${TOKEN}`, { longest: 40 })).toBe(`${'x'.repeat(20)}***`)
    expect(foreignText(`from ${TOKEN.slice(0, -12)} on`)).toBe('from *** on')
    expect(foreignText('abcdef', { longest: 3 })).toBe('abc…')
  })

  it('of several lines keeps its line ends, and each line is fit by itself', () => {
    expect(foreignLines('a\n::set-env::b\n##vso[x.y]\r\nc')).toBe('a\n: :set-env::b\n**vso[x.y]\\r\nc')
  })

  it('as JSON says the same, and is a command to nobody', () => {
    const value = { name: '##vso[task.complete]##[error]\u009b\u2028\ufeff' }
    const json = foreignJson(JSON.stringify(value))
    expect(json).not.toMatch(/##(vso)?\[|[\u0080-\u009f\u2028]/)
    expect(JSON.parse(json)).toEqual(value)
  })

  it('is never a command, has no character that a terminal obeys, and stays as it is a second time', () => {
    const pieces = fc.constantFrom(
      '##',
      'vso',
      '[',
      ']',
      '::',
      '\n',
      '\r',
      '\u001b',
      '\u0085',
      ' ',
      'a',
      '#',
      '**',
      TOKEN,
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (parts) => {
        const shown = foreignText(parts.join(''))
        expect(shown).not.toMatch(/##(vso)?\[|^\s*::/i)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be there.
        expect(shown).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/)
        expect(shown).not.toContain(TOKEN)
        expect(foreignText(shown)).toBe(shown)
      }),
    )
  })

  it('takes time that is linear in its length', () => {
    expect(growth((size) => foreignText('##vso[\u001b eyJ.eyJ.a '.repeat(size)), 1_000)).toBeLessThan(LINEAR)
    expect(growth((size) => foreignText('eyeyeyey.'.repeat(size)), 1_000)).toBeLessThan(LINEAR)
    expect(growth((size) => foreignText('ey'.repeat(size)), 1_000)).toBeLessThan(LINEAR)
    expect(growth((size) => foreignText(`${TOKEN} `.repeat(size)), 500)).toBeLessThan(LINEAR)
  })
})
