import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LoggingCommand, parseCommand, unescapeCommand } from './parse-command.ts'

const command = (area: string, event: string, properties: Record<string, string> = {}, data = ''): LoggingCommand => ({
  area,
  event,
  properties,
  data,
})

describe('a logging command', () => {
  it.each([
    ['##vso[task.setvariable variable=a]b', command('task', 'setvariable', { variable: 'a' }, 'b')],
    ['text before ##vso[task.debug]x', command('task', 'debug', {}, 'x')],
    ['##vso[task.complete result=Failed;]', command('task', 'complete', { result: 'Failed' })],
    [
      '##vso[TASK.SetVariable Variable=A;IsSecret=TRUE]B',
      command('task', 'setvariable', { variable: 'A', issecret: 'TRUE' }, 'B'),
    ],
    ['##vso[a.b x=1=2;y=]z', command('a', 'b', { x: '1=2' }, 'z')],
    ['##vso[a.b ;;x=1;;]', command('a', 'b', { x: '1' })],
    ['##vso[a.b =1;nothing;x=2]', command('a', 'b', { x: '2' })],
    ['##vso[a.b x=%3B%5D%0D%0A%AZP25]%3B%5D', command('a', 'b', { x: ';]\r\n%' }, ';]')],
    ['##vso[a.b]c]d', command('a', 'b', {}, 'c]d')],
    ['##vso[a.b]##vso[c.d]e', command('a', 'b', {}, '##vso[c.d]e')],
    ['##vso[a.b x=a b c]', command('a', 'b', { x: 'a b c' })],
    ['##vso[a.b]  spaces stay  ', command('a', 'b', {}, '  spaces stay  ')],
  ])('is read from %j', (line, read) => {
    expect(parseCommand(line)).toEqual(read)
  })

  it.each([
    '##vso[task.setvariable variable=a',
    '##vso[]',
    '##vso[task]x',
    '##vso[a.b.c]x',
    '##vso[.]x',
    '##vso[a.]',
    '##vso task.debug',
    'x ##vso',
  ])('is not to be read from %j, though its keyword stands there', (line) => {
    expect(parseCommand(line)).toBe('invalid')
  })

  it.each(['', 'plain', '#vso[task.debug]', '## vso[task.debug]', '##VSO[task.debug]', '##[error]x', '[command]x'])(
    'does not stand in %j',
    (line) => {
      expect(parseCommand(line)).toBeUndefined()
    },
  )

  it('does not reach what every object has', () => {
    const read = parseCommand('##vso[a.b __proto__=x;constructor=y]') as LoggingCommand
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
    expect(read.properties.constructor).toBe('y')
  })
})

describe('the escapes', () => {
  it('are undone in the order of the agent: the percent sign last', () => {
    expect(unescapeCommand('%AZP253B')).toBe('%3B')
    expect(unescapeCommand('%AZP25AZP25')).toBe('%AZP25')
  })

  it('count with their case', () => {
    expect(unescapeCommand('%3b%0a%5d%azp25')).toBe('%3b%0a%5d%azp25')
  })

  it('give back what the task library escaped', () => {
    const escapeProperty = (text: string) =>
      text
        .replaceAll('%', '%AZP25')
        .replaceAll('\r', '%0D')
        .replaceAll('\n', '%0A')
        .replaceAll(']', '%5D')
        .replaceAll(';', '%3B')
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', ';', ']', '\r', '\n', 'A', 'Z', 'P', '2', '5', '3', 'B') }),
        (text) => {
          const read = parseCommand(`##vso[a.b x=_${escapeProperty(text)}_]${escapeProperty(text)}`) as LoggingCommand
          expect(read).toEqual(command('a', 'b', { x: `_${text}_` }, text))
        },
      ),
    )
  })
})
