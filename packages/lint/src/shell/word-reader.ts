import type { ShellCommand, VariableUse, Word } from './shell-command.ts'
import type { Syntax } from './syntax.ts'

/** Characters that end a word outside of quotes. */
const ENDS: Readonly<Record<Syntax['dialect'], string>> = {
  posix: ' \t\r\n;|&<>()',
  powershell: ' \t\r\n;|&<>){}',
  batch: ' \t\r\n|&<>()',
}

/** Characters that mean themselves in every shell: read in one go. In quotes blanks do too. */
const PLAIN = /[\w./:,+-]+/y
const PLAIN_IN_QUOTES = /[\w ./:,+-]+/y

/** What a word that is read grows into. */
interface Growing {
  text: string
  readonly variables: VariableUse[]
  readonly commands: ShellCommand[]
}

/** Reads the commands of a substitution, and moves behind what closes it. */
export type ReadNested = (
  at: number,
  close: string,
) => { readonly commands: readonly ShellCommand[]; readonly end: number }

/** Reads words: quotes, escapes, variables, substitutions. Nothing makes it fail; what is not closed ends with the text. */
export class WordReader {
  readonly #text: string
  readonly #syntax: Syntax
  readonly #nested: ReadNested

  constructor(text: string, syntax: Syntax, nested: ReadNested) {
    this.#text = text
    this.#syntax = syntax
    this.#nested = nested
  }

  /** The word at an offset; `ends` are further characters that end it. */
  read(start: number, ends = ''): Word {
    const word: Growing = { text: '', variables: [], commands: [] }
    const stops = ENDS[this.#syntax.dialect]
    let at = start
    while (at < this.#text.length) {
      const plain = this.#plain(PLAIN, at)
      if (plain !== '') {
        word.text += plain
        at += plain.length
        continue
      }
      if (ends.includes(this.#text[at] as string)) break
      const next = this.#special(at, word)
      if (next !== undefined) at = next
      else if (stops.includes(this.#text[at] as string)) break
      else {
        word.text += this.#text[at]
        at += 1
      }
    }
    return { ...word, start, end: Math.min(Math.max(at, start + 1), this.#text.length) }
  }

  /** The word that a stretch of text is, such as the body of a here-document. */
  stretch(start: number, end: number, isLiteral: boolean): Word {
    const word: Growing = { text: '', variables: [], commands: [] }
    for (let at = start; at < end; ) {
      const next = isLiteral ? undefined : this.#expansion(at, word)
      if (next === undefined) word.text += this.#text[at]
      at = next ?? at + 1
    }
    return { ...word, start, end }
  }

  /** Takes what has a meaning of its own at an offset; gives the offset behind it, or undefined. */
  #special(at: number, word: Growing): number | undefined {
    const { escape: escapeCharacter, literalQuote, dialect } = this.#syntax
    const char = this.#text[at]
    if (char === escapeCharacter) {
      const length = this.#text.startsWith('\r\n', at + 1) ? 3 : 2
      const next = this.#text[at + 1] ?? ''
      if (next !== '\n' && length === 2) word.text += next
      return at + length
    }
    if (char !== undefined && char === literalQuote) return this.#literal(at, word)
    if (char === '"') return this.#quoted(at, word)
    if (dialect === 'powershell' && char === '@') return this.#hereString(at, word) ?? this.#group(at, 1, word)
    if (dialect === 'powershell' && char === '(') return this.#group(at, 0, word)
    return this.#expansion(at, word)
  }

  #plain(pattern: RegExp, at: number): string {
    pattern.lastIndex = at
    return pattern.exec(this.#text)?.[0] ?? ''
  }

  #literal(at: number, word: Growing): number {
    const quote = this.#syntax.literalQuote
    let end = this.#text.indexOf(quote, at + 1)
    // PowerShell writes a quote in quotes twice.
    while (this.#syntax.dialect === 'powershell' && end !== -1 && this.#text[end + 1] === quote)
      end = this.#text.indexOf(quote, end + 2)
    if (end === -1) end = this.#text.length
    // Azure Pipelines replaces its own macros before any quote counts.
    const inner = this.#text.slice(at + 1, end)
    for (const match of inner.matchAll(/\$\(([A-Za-z_][\w.-]*)\)/g)) {
      const start = at + 1 + match.index
      word.variables.push({ name: match[1] as string, kind: 'macro', start, end: start + match[0].length })
    }
    word.text += inner
    return end + 1
  }

  #quoted(start: number, word: Growing): number {
    const { escape: escapeCharacter, dialect } = this.#syntax
    let at = start + 1
    while (at < this.#text.length && this.#text[at] !== '"') {
      const plain = this.#plain(PLAIN_IN_QUOTES, at)
      if (plain !== '') {
        word.text += plain
        at += plain.length
        continue
      }
      if (dialect === 'batch' && this.#text[at] === '\n') return at
      if (dialect !== 'batch' && this.#text[at] === escapeCharacter) {
        const next = this.#text[at + 1] ?? ''
        if (next !== '\n') word.text += next
        at += 2
        continue
      }
      const next = this.#expansion(at, word)
      if (next === undefined) word.text += this.#text[at]
      at = next ?? at + 1
    }
    return at + 1
  }

  /** `@"` and `@'` up to the same at the start of a line. */
  #hereString(at: number, word: Growing): number | undefined {
    const quote = this.#text[at + 1]
    if ((quote !== '"' && quote !== "'") || !/^[ \t]*\r?\n/.test(this.#text.slice(at + 2, at + 200))) return undefined
    const start = this.#text.indexOf('\n', at) + 1
    const close = this.#text.indexOf(`\n${quote}@`, start - 1)
    const end = close === -1 ? this.#text.length : close
    const inner = this.stretch(start, Math.max(start, end), quote === "'")
    word.text += inner.text
    word.variables.push(...inner.variables)
    word.commands.push(...inner.commands)
    return end + 3
  }

  /** `(…)`, and with an `@` before it `@(…)` and `@{…}`: its variables are the word's own, its commands are in it. */
  #group(at: number, prefix: number, word: Growing): number | undefined {
    const inner = at + prefix + 1
    const open = this.#text[inner - 1]
    if (open !== '(' && open !== '{') return undefined
    const { commands, end } = this.#nested(inner, open === '(' ? ')' : '}')
    this.#take(at, end, commands, open === '{' || EXPRESSION.test(this.#text.slice(inner, end)), word)
    return end
  }

  /** Takes what stands in brackets: of an expression the variables, else the commands. */
  #take(at: number, end: number, commands: readonly ShellCommand[], isExpression: boolean, word: Growing): void {
    word.text += this.#text.slice(at, end)
    if (!isExpression) word.commands.push(...commands)
    else for (const part of commands.flatMap(wordsOf)) absorb(part, word)
  }

  /** A variable or a substitution. */
  #expansion(at: number, word: Growing): number | undefined {
    const variable = this.#syntax.variableAt(this.#text, at)
    if (variable) {
      word.text += this.#text.slice(at, variable.end)
      word.variables.push(variable)
      return variable.end
    }
    const { dialect } = this.#syntax
    if (dialect === 'batch') return undefined
    const isOpen = this.#text.startsWith('$(', at)
    const isTick = dialect === 'posix' && this.#text[at] === '`'
    if (!isOpen && !isTick) return undefined
    const { commands, end } = this.#nested(at + (isOpen ? 2 : 1), isOpen ? ')' : '`')
    const isExpression = dialect === 'powershell' && EXPRESSION.test(this.#text.slice(at + 2, end))
    this.#take(at, end, commands, isExpression, word)
    return end
  }
}

/** What begins a value of PowerShell, not a command. */
const EXPRESSION = /^\s*["'$[@\d]/

function wordsOf({ words, assignments }: ShellCommand): readonly Word[] {
  return [...words, ...assignments.map(({ value }) => value)]
}

function absorb(part: Word, word: Growing): void {
  word.variables.push(...part.variables)
  word.commands.push(...part.commands)
}
