import { type Draft, finishCommand } from './finish-command.ts'
import type { Dialect, ShellCommand, Word } from './shell-command.ts'
import { type Syntax, syntaxes } from './syntax.ts'
import { WordReader } from './word-reader.ts'

/** Longer scripts are not looked at. */
const LONGEST_SCRIPT = 512 * 1024
/** Substitutions that nest deeper are passed over. */
const DEEPEST = 24

/**
 * Reads the commands of a script, those in substitutions inside of the words that have them. It takes whatever there is: a script that no shell would take gives commands too.
 *
 * @example readScript('echo "$x" > f', 'posix')[0]?.program // 'echo'
 */
export function readScript(text: string, dialect: Dialect): readonly ShellCommand[] {
  if (text.length > LONGEST_SCRIPT) return []
  return new ScriptReader(text, syntaxes[dialect]).commands(0, '').commands
}

/** A here-document whose body begins in the next line. */
interface Pending {
  readonly draft: Draft
  readonly delimiter: string
  readonly isLiteral: boolean
}

/** What a redirection begins with. */
const REDIRECTS = /[<>\d*&]/
const REDIRECT = /(?:\d|\*|&)?(?:>>|>\||>&|>|<<<|<<-|<<|<&|<)/y
/** What a separator begins with. */
const SEPARATES = '\r\n;|&'
const SEPARATOR = /\r?\n|&&|\|\||[;|&]/y

class ScriptReader {
  readonly #text: string
  readonly #syntax: Syntax
  readonly #words: WordReader
  #depth = 0
  #pipelines = 0

  constructor(text: string, syntax: Syntax) {
    this.#text = text
    this.#syntax = syntax
    this.#words = new WordReader(text, syntax, (at, close) => this.commands(at, close))
  }

  /** The commands from an offset to what closes them, or to the end of the text. */
  commands(start: number, close: string): { readonly commands: readonly ShellCommand[]; readonly end: number } {
    if (this.#depth >= DEEPEST) return { commands: [], end: this.#text.length }
    this.#depth += 1
    const commands: ShellCommand[] = []
    let pipeline = this.#nextPipeline()
    let draft = newDraft(start, pipeline)
    let pending: Pending[] = []
    const finish = (end: number) => {
      const command = finishCommand({ ...draft, end }, this.#text, this.#syntax.dialect)
      if (command) commands.push(command)
    }
    let at = start
    while (at < this.#text.length && !(close !== '' && this.#text[at] === close)) {
      const separator = SEPARATES.includes(this.#text[at] as string) ? this.#match(SEPARATOR, at) : ''
      if (separator !== '' && !this.#isCall(separator, draft)) {
        finish(at)
        if (separator !== '|') pipeline = this.#nextPipeline()
        at += separator.length
        if (separator.endsWith('\n') && pending.length > 0) {
          for (const each of pending) at = this.#hereDocument(each, at)
          for (const each of pending) replaceInput(commands, each.draft)
          pending = []
        }
        draft = newDraft(at, pipeline)
        continue
      }
      const bracket = this.#isBracket(at, draft)
      if (bracket) {
        finish(at)
        draft = newDraft(at + 1, pipeline)
        at += 1
        continue
      }
      const { end, document } = this.#piece(at, draft, close)
      if (document) pending.push(document)
      at = end
    }
    finish(Math.min(at, this.#text.length))
    this.#depth -= 1
    return { commands, end: Math.min(this.#text.length, at + (close === '' ? 0 : 1)) }
  }

  #nextPipeline(): number {
    this.#pipelines += 1
    return this.#pipelines
  }

  /** PowerShell's `& program`. */
  #isCall(separator: string, { words }: Draft): boolean {
    return separator === '&' && this.#syntax.dialect === 'powershell' && words.length === 0
  }

  /** A bracket that groups commands. */
  #isBracket(at: number, { words }: Draft): boolean {
    const char = this.#text[at] as string
    if (this.#syntax.dialect === 'powershell')
      return (
        '{})'.includes(char) || (char === '(' && /^(?:if|elseif|while|foreach|switch|for)$/i.test(words[0]?.text ?? ''))
      )
    return '()'.includes(char)
  }

  /** A blank, a comment, a redirection or a word. */
  #piece(at: number, draft: Draft, close: string): { readonly end: number; readonly document?: Pending } {
    const char = this.#text[at] as string
    if (' \t\r'.includes(char)) return { end: at + 1 }
    // A line that goes on in the next one.
    if (char === this.#syntax.escape && this.#text[at + 1] === '\n') return { end: at + 2 }
    if (char === this.#syntax.escape && this.#text.startsWith('\r\n', at + 1)) return { end: at + 3 }
    const comment = this.#syntax.commentAt(this.#text, at, draft.words.length === 0)
    if (comment > 0) return { end: at + comment }
    if (char === '&') return { end: at + 1 }
    const operator = REDIRECTS.test(char) ? this.#match(REDIRECT, at) : ''
    if (operator !== '') return this.#redirect(operator, at + operator.length, draft)
    const isTarget = draft.words.length === 0 && this.#syntax.dialect === 'powershell'
    const word = this.#words.read(at, (isTarget ? '=' : '') + (close === '`' ? close : ''))
    draft.words.push(word)
    return { end: word.end }
  }

  #redirect(operator: string, behind: number, draft: Draft): { readonly end: number; readonly document?: Pending } {
    let at = behind
    while (' \t'.includes(this.#text[at] ?? '\n')) at += 1
    // `<(…)` and `>(…)` are words of bash.
    if (this.#text[at] === '(' && /[<>]$/.test(operator)) {
      const { commands, end } = this.commands(at + 1, ')')
      const text = this.#text.slice(behind - operator.length, end)
      draft.words.push({ text, start: behind - operator.length, end, variables: [], commands })
      return { end }
    }
    if (/[\r\n]|^$/.test(this.#text[at] ?? '')) return { end: at }
    const target = this.#words.read(at)
    if (/^\d?<<-?$/.test(operator) && this.#syntax.dialect === 'posix') {
      const isLiteral = /['"\\]/.test(this.#text.slice(target.start, target.end))
      return { end: target.end, document: { draft, delimiter: target.text, isLiteral } }
    }
    draft.redirects.push({ operator, target })
    return { end: target.end }
  }

  /** Gives the body of a here-document to its command; gives the offset behind it. */
  #hereDocument({ draft, delimiter, isLiteral }: Pending, start: number): number {
    for (let at = start; at < this.#text.length; ) {
      const end = this.#text.indexOf('\n', at)
      const line = this.#text.slice(at, end === -1 ? undefined : end).trim()
      if (line === delimiter) {
        draft.input = this.#words.stretch(start, at, isLiteral)
        return end === -1 ? this.#text.length : end + 1
      }
      if (end === -1) break
      at = end + 1
    }
    draft.input = this.#words.stretch(start, this.#text.length, isLiteral)
    return this.#text.length
  }

  #match(pattern: RegExp, at: number): string {
    pattern.lastIndex = at
    return pattern.exec(this.#text)?.[0] ?? ''
  }
}

function newDraft(start: number, pipeline: number): Draft {
  return { words: [], redirects: [], start, end: start, pipeline, input: undefined }
}

/** The command that a draft became gets the here-document that was read after it. */
function replaceInput(commands: ShellCommand[], draft: Draft): void {
  const index = commands.findIndex(({ start }) => start === (draft.words[0] as Word | undefined)?.start)
  const command = commands[index]
  if (command && draft.input) commands[index] = { ...command, input: draft.input }
}
