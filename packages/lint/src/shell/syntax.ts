import type { Dialect, VariableUse } from './shell-command.ts'

/** What the reader has to know of a shell's language. */
export interface Syntax {
  readonly dialect: Dialect
  /** Takes the next character as it is; at the end of a line it goes on with the next one. */
  readonly escape: string
  /** Quotes in which nothing is replaced. */
  readonly literalQuote: string
  /** The variable that begins at an offset, if any. */
  readonly variableAt: (text: string, at: number) => VariableUse | undefined
  /** The length of a comment at the start of a word; of a command for batch. */
  readonly commentAt: (text: string, at: number, atCommand: boolean) => number
}

function use(text: string, at: number, pattern: RegExp, kind: VariableUse['kind'] = 'shell'): VariableUse | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  const name = match?.[1] ?? match?.[2]
  return match && name !== undefined ? { name, kind, start: at, end: at + match[0].length } : undefined
}

/** `$(name)`, which Azure Pipelines replaces; a command of one word looks the same, and reads no variable of that name. */
const MACRO = /\$\(([A-Za-z_][\w.-]*)\)/y
const macro = (text: string, at: number) => use(text, at, MACRO, 'macro')

const toLineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return (end === -1 ? text.length : end) - at
}

const posix: Syntax = {
  dialect: 'posix',
  escape: '\\',
  literalQuote: "'",
  variableAt: (text, at) => macro(text, at) ?? use(text, at, /\$\{[!#]?(\w+)[^}]*\}|\$(\w+)/y),
  commentAt: (text, at) => (text[at] === '#' ? toLineEnd(text, at) : 0),
}

const powershell: Syntax = {
  dialect: 'powershell',
  escape: '`',
  literalQuote: "'",
  variableAt: (text, at) =>
    macro(text, at) ?? use(text, at, /\$\{(?:env:|script:|global:)?(\w+)\}|\$(?:env:|script:|global:)?(\w+)/iy),
  commentAt(text, at) {
    if (text.startsWith('<#', at)) {
      const end = text.indexOf('#>', at)
      return (end === -1 ? text.length : end + 2) - at
    }
    return text[at] === '#' ? toLineEnd(text, at) : 0
  },
}

const REM = /@?(?:rem\b|::)/iy

const batch: Syntax = {
  dialect: 'batch',
  escape: '^',
  literalQuote: '',
  variableAt: (text, at) => macro(text, at) ?? use(text, at, /%(\w+)(?::[^%\n]*)?%|!(\w+)!/y),
  commentAt(text, at, atCommand) {
    REM.lastIndex = at
    return atCommand && REM.test(text) ? toLineEnd(text, at) : 0
  },
}

/** By dialect. */
export const syntaxes: Readonly<Record<Dialect, Syntax>> = { posix, powershell, batch }
