import type { Assignment, Dialect, Redirect, ShellCommand, VariableUse, Word } from './shell-command.ts'

/** A command while it is read. */
export interface Draft {
  readonly words: Word[]
  readonly redirects: Redirect[]
  readonly start: number
  readonly end: number
  readonly pipeline: number
  input: Word | undefined
}

/** Words before a command that are no program (POSIX.1-2024, "Reserved Words"; PowerShell's and cmd's own). */
const KEYWORDS = /^(?:if|then|else|elif|elseif|do|while|until|!|\{|\}|fi|done|esac|try|catch|finally|return)$/i
/** Programs that run another one; their options stand before it. */
const RUNNERS = /^(?:sudo|time|exec|nohup|command|call|@call|env|export|declare|typeset|readonly|local|winpty)$/i

/** Makes a command of its words; undefined where there are none. */
export function finishCommand(draft: Draft, text: string, dialect: Dialect): ShellCommand | undefined {
  const { redirects, pipeline, input } = draft
  const words = withoutKeywords(draft.words)
  if (words.length === 0 && redirects.length === 0) return undefined
  const { rest, assignments } = splits[dialect](words, text)
  const start = draft.words[0]?.start ?? draft.start
  return {
    program: programOf(rest[0]),
    words: rest,
    assignments,
    redirects,
    ...(input && { input }),
    start,
    end: draft.end,
    pipeline,
  }
}

function withoutKeywords(words: readonly Word[]): readonly Word[] {
  const first = words.findIndex(({ text }) => !KEYWORDS.test(text))
  return first === -1 ? [] : words.slice(first)
}

function programOf(word: Word | undefined): string {
  const name = word?.text.split(/[/\\]/).at(-1) ?? ''
  return name
    .toLowerCase()
    .replace(/^@/, '')
    .replace(/\.(?:exe|cmd|bat)$/, '')
}

interface Split {
  readonly rest: readonly Word[]
  readonly assignments: readonly Assignment[]
}

const ASSIGNED = /^(\w+)\+?=/
const EXPORTS = /^(?:export|declare|typeset)$/

function splitPosix(words: readonly Word[]): Split {
  const assignments: Assignment[] = []
  let kind: Assignment['kind'] | undefined
  let index = 0
  for (; index < words.length; index += 1) {
    const word = words[index] as Word
    const name = ASSIGNED.exec(word.text)?.[1]
    if (name !== undefined)
      assignments.push({ name, value: behind(word, word.text.indexOf('=') + 1), kind: kind ?? 'shell' })
    else if (kind !== undefined && word.text.startsWith('-')) continue
    else if (RUNNERS.test(word.text)) kind = kindOf(word.text, words[index + 1])
    else break
  }
  const rest = words.slice(index)
  const isDeclaration = words.some(
    ({ text }, at) => at < index && /^(?:export|declare|typeset|readonly|local)$/.test(text),
  )
  // `A=1 program`: the program has it in its environment.
  const given = rest.length > 0 && !isDeclaration
  return {
    rest: isDeclaration ? [] : rest,
    assignments: given ? assignments.map((each) => ({ ...each, kind: 'environment' as const })) : assignments,
  }
}

function kindOf(runner: string, next: Word | undefined): Assignment['kind'] {
  if (runner === 'env' || runner === 'export') return 'environment'
  if (EXPORTS.test(runner)) return /^-\w*x/.test(next?.text ?? '') ? 'environment' : 'shell'
  return 'shell'
}

const POWERSHELL_NAME = /^(?:\[[\w.[\]]+\])?\$\{?(env:)?(?:script:|global:)?(\w+)\}?$/i

function splitPowerShell(words: readonly Word[]): Split {
  const [first, second, ...others] = words
  const target = first && POWERSHELL_NAME.exec(first.text)
  if (target && second && /^[-+.?]{0,2}=/.test(second.text)) {
    const glued = behind(second, second.text.indexOf('=') + 1)
    const values = glued.text === '' ? others : [glued, ...others]
    const kind = target[1] ? 'environment' : 'shell'
    return { rest: [], assignments: [{ name: target[2] as string, value: valueOfWords(values, second), kind }] }
  }
  return { rest: words, assignments: environmentByMethod(words) }
}

/** What PowerShell assigns: an expression as it is, or what a command gives. */
function valueOfWords(words: readonly Word[], none: Word): Word {
  const [first] = words
  const value = joined(words, none)
  if (!first || /^["'$[(@\d{]/.test(first.text) || first.variables.length > 0 || words.length === 1) return value
  const command = { words, assignments: [], redirects: [], start: value.start, end: value.end, pipeline: 0 }
  return { ...value, variables: [], commands: [{ ...command, program: programOf(first) }] }
}

/** `[Environment]::SetEnvironmentVariable('X', $value)`, `Set-Item env:X $value`. */
function environmentByMethod(words: readonly Word[]): readonly Assignment[] {
  const all = words.map(({ text }) => text).join(' ')
  const name =
    /SetEnvironmentVariable\(\s*['"]?(\w+)/i.exec(all)?.[1] ??
    /^(?:Set-Item|New-Item|Set-Content|si)\b.*?\s['"]?env:[\\/]?(\w+)/i.exec(all)?.[1]
  const [first] = words
  return name === undefined || !first ? [] : [{ name, value: joined(words, first), kind: 'environment' }]
}

function splitBatch(words: readonly Word[]): Split {
  const rest = words[0]?.text.toLowerCase().replace('@', '') === 'call' ? words.slice(1) : words
  const [first, ...values] = rest
  const program = first?.text.toLowerCase().replace('@', '')
  if (!first || (program !== 'set' && program !== 'setx')) return { rest, assignments: [] }
  const value = joined(values, first)
  const match = program === 'set' ? /^\s*(\w+)=/.exec(value.text) : /^\s*(\w+)\s/.exec(value.text)
  if (!match) return { rest, assignments: [] }
  return {
    rest: [],
    assignments: [{ name: match[1] as string, value: behind(value, match[0].length), kind: 'environment' }],
  }
}

/** A word without its first characters. */
function behind(word: Word, length: number): Word {
  return { ...word, text: word.text.slice(length) }
}

function joined(words: readonly Word[], none: Word): Word {
  const [first] = words
  const last = words.at(-1)
  if (!first || !last) return { text: '', start: none.end, end: none.end, variables: [], commands: [] }
  const variables: VariableUse[] = words.flatMap((word) => word.variables)
  return {
    text: words.map(({ text }) => text).join(' '),
    start: first.start,
    end: last.end,
    variables,
    commands: words.flatMap(({ commands }) => commands),
  }
}

const splits: Readonly<Record<Dialect, (words: readonly Word[], text: string) => Split>> = {
  posix: splitPosix,
  powershell: splitPowerShell,
  batch: splitBatch,
}
