/** The languages of scripts in pipelines. */
export type Dialect = 'posix' | 'powershell' | 'batch'

/** A variable that a word reads. */
export interface VariableUse {
  /** As written; PowerShell's `env:` is left out. */
  readonly name: string
  /** `macro` is Azure Pipelines' own `$(name)`, which is replaced before the shell sees it. */
  readonly kind: 'shell' | 'macro'
  readonly start: number
  readonly end: number
}

/** A word of a command: quotes are gone, variables are as written. */
export interface Word {
  readonly text: string
  /** Where it is in the script, quotes and all. */
  readonly start: number
  readonly end: number
  /** Read by the word itself, not by commands in it. */
  readonly variables: readonly VariableUse[]
  /** Of `$(…)` and the like: what they print becomes part of the word. */
  readonly commands: readonly ShellCommand[]
}

/** A value that gets a name. */
export interface Assignment {
  readonly name: string
  readonly value: Word
  /** `environment`: programs that are started later, or this one, have it in their environment. */
  readonly kind: 'shell' | 'environment'
}

/** `> file` and its kin. */
export interface Redirect {
  readonly operator: string
  readonly target: Word
}

/** A command of a script. */
export interface ShellCommand {
  /** The program's name without folder and `.exe`, lower case; empty where the command only assigns. */
  readonly program: string
  /** The program first, without what runs it (`sudo`, `env`, `call`). */
  readonly words: readonly Word[]
  readonly assignments: readonly Assignment[]
  readonly redirects: readonly Redirect[]
  /** The text of a here-document. */
  readonly input?: Word
  readonly start: number
  readonly end: number
  /** Commands of one number are joined by `|`, in their order. */
  readonly pipeline: number
}
