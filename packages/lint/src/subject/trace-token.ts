import type { Assignment, ShellCommand, VariableUse, Word } from '../shell/shell-command.ts'

/** Where a script uses the ID token. */
export interface ScriptTokenUse {
  readonly command: ShellCommand
  /** The commands that are joined to it by `|`, itself too, in their order. */
  readonly pipeline: readonly ShellCommand[]
  /** The word that has the token. */
  readonly word: Word
  /** Set where the token gets another name. */
  readonly assignment?: Assignment
}

/** What is known of a name or a word: it has the token, or the address that gives one. */
type Holding = 'token' | 'address'

/** The name under which AzureCLI hands the token to its script (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV2). */
const ID_TOKEN = 'idtoken'
const ADDRESS = /SYSTEM_OIDCREQUESTURI|System\.OidcRequestUri|\/oidctoken\b/i

/** Programs that print what they are given. */
const PRINTERS = /^(?:echo|printf|write-output|write-host|print|cat|get-content|type)$/
/** Programs that fetch an address. */
const FETCHERS = /^(?:curl|wget|http|https|invoke-restmethod|invoke-webrequest|irm|iwr)$/
/** Programs that give the token on as it is, or take it out of the answer. */
const FILTERS = /^(?:tr|xargs|head|tail|tee|convertfrom-json|select-object|out-string|foreach-object)$/

/** Follows the ID token through a script: its name, variables that are set from it, what commands print, files. */
export function traceToken(commands: readonly ShellCommand[]): readonly ScriptTokenUse[] {
  return new TokenTrace().follow(commands)
}

class TokenTrace {
  readonly #names = new Map<string, Holding>([[ID_TOKEN, 'token']])
  readonly #files = new Set<string>()
  #uses: ScriptTokenUse[] = []

  follow(commands: readonly ShellCommand[]): readonly ScriptTokenUse[] {
    for (const pipeline of pipelinesOf(commands)) this.#pipeline(pipeline)
    return this.#uses
  }

  #pipeline(pipeline: readonly ShellCommand[]): void {
    for (const command of pipeline) {
      for (const word of wordsOf(command)) {
        this.follow(word.commands)
        if (this.#holding(word) === 'token') this.#uses.push({ command, pipeline, word })
      }
      for (const assignment of command.assignments) this.#assign(assignment, command, pipeline)
    }
    if (this.#output(pipeline) !== 'token') return
    const last = pipeline.at(-1)
    for (const { operator, target } of last?.redirects ?? []) if (operator.includes('>')) this.#files.add(target.text)
    if (last?.program === 'tee') for (const { text } of last.words.slice(1)) this.#files.add(text)
  }

  #assign(assignment: Assignment, command: ShellCommand, pipeline: readonly ShellCommand[]): void {
    this.follow(assignment.value.commands)
    const holding = this.#holding(assignment.value)
    const name = assignment.name.toLowerCase()
    if (holding) this.#names.set(name, holding)
    else if (name !== ID_TOKEN) this.#names.delete(name)
    if (holding === 'token') this.#uses.push({ command, pipeline, word: assignment.value, assignment })
  }

  #holding(word: Word): Holding | undefined {
    const all = word.variables.map((variable) => this.#names.get(foldedName(variable)))
    if (all.includes('token')) return 'token'
    if (word.commands.length > 0) {
      const printed = this.#printed(word.commands)
      if (printed) return printed
    }
    return all.includes('address') || ADDRESS.test(word.text) ? 'address' : undefined
  }

  #printed(commands: readonly ShellCommand[]): Holding | undefined {
    const last = pipelinesOf(commands).at(-1)
    return last && this.#output(last)
  }

  /** What a pipeline prints. */
  #output(pipeline: readonly ShellCommand[]): Holding | undefined {
    const [first, ...filters] = pipeline
    if (!first || !this.#prints(first)) return undefined
    const last = filters.every(givesOn)
    return last ? 'token' : undefined
  }

  #prints(command: ShellCommand): boolean {
    const { program, words, redirects, input } = command
    const holdings = [...words.slice(1), ...(input ? [input] : [])].map((word) => this.#holding(word))
    if (FETCHERS.test(program)) return holdings.includes('address')
    if (program === 'mintwell') return words[1]?.text === 'token' && words.some(({ text }) => text === '--raw')
    const files = [
      ...words.slice(1),
      ...redirects.filter(({ operator }) => operator === '<').map(({ target }) => target),
    ]
    if (/^(?:cat|get-content|type)$/.test(program)) return files.some(({ text }) => this.#files.has(text))
    if (PRINTERS.test(program)) return holdings.includes('token')
    // PowerShell prints what an expression gives.
    const [word] = words
    return word !== undefined && /^[$("@]/.test(word.text) && this.#holding(word) === 'token'
  }
}

function givesOn({ program, words }: ShellCommand): boolean {
  if (program === 'jq' || program === 'sed' || program === 'grep')
    return program !== 'jq' || words.some(({ text }) => /oidcToken|^\.$/i.test(text))
  if (/^python3?$/.test(program)) return words.some(({ text }) => /oidcToken/i.test(text))
  return FILTERS.test(program)
}

function foldedName({ name }: VariableUse): string {
  return name.toLowerCase()
}

/** All words that a command is given: its own, what is redirected into it, a here-document. */
function wordsOf({ words, redirects, input }: ShellCommand): readonly Word[] {
  return [...words, ...redirects.map(({ target }) => target), ...(input ? [input] : [])]
}

/** Commands by the pipelines that they are in. */
export function pipelinesOf(commands: readonly ShellCommand[]): readonly (readonly ShellCommand[])[] {
  const groups = new Map<number, ShellCommand[]>()
  for (const command of commands) {
    const group = groups.get(command.pipeline)
    if (group) group.push(command)
    else groups.set(command.pipeline, [command])
  }
  return [...groups.values()]
}

/** The commands and all that are in their words. */
export function allCommands(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  return commands.flatMap((command) => {
    const inner = [...wordsOf(command), ...command.assignments.map(({ value }) => value)]
    return [command, ...inner.flatMap((word) => (word.commands.length > 0 ? allCommands(word.commands) : []))]
  })
}
