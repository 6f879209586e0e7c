/** A variable of a job. */
export interface Variable {
  readonly name: string
  readonly value: string
  readonly secret: boolean
  readonly readonly: boolean
  /** Whether its name keeps its letters in the environment. */
  readonly preserveCase: boolean
  /** Its name in the environment, made once: every step asks for those of all. */
  readonly environmentName: string
}

/** What may be said of a variable when it is set; what is not said stays as it was. */
export interface VariableOptions {
  readonly secret?: boolean
  readonly readonly?: boolean
  readonly preserveCase?: boolean
}

/** How deep variables may refer to variables (the agent's limit). */
const DEEPEST_REFERENCE = 50
/** The longest value that references may expand to, in characters: twenty variables that each name the one before twice make a million times the first. */
const LONGEST_EXPANSION = 1_048_576

/** A variable whose references stay as they are, and why. */
export interface UnexpandedVariable {
  readonly name: string
  readonly problem: 'circular' | 'too-deep' | 'too-long'
}

/**
 * The variables of a job, by name without case. Once secret, always secret. What a step sets is seen by the steps that follow.
 */
export class VariableSet {
  readonly #variables = new Map<string, Variable>()
  readonly #onSecret: (value: string) => void

  constructor(onSecret: (value: string) => void = () => {}) {
    this.#onSecret = onSecret
  }

  set(name: string, value: string, options: VariableOptions = {}): void {
    const key = name.toLowerCase()
    const before = this.#variables.get(key)
    const secret = options.secret === true || before?.secret === true
    if (secret) this.#onSecret(value)
    const preserveCase = options.preserveCase ?? before?.preserveCase ?? false
    this.#variables.set(key, {
      name: before?.name ?? name,
      value,
      secret,
      readonly: options.readonly === true || before?.readonly === true,
      preserveCase,
      environmentName:
        before?.preserveCase === preserveCase
          ? before.environmentName
          : environmentName(before?.name ?? name, preserveCase),
    })
  }

  get(name: string): Variable | undefined {
    return this.#variables.get(name.toLowerCase())
  }

  all(): IterableIterator<Variable> {
    return this.#variables.values()
  }

  /** The plain values by name, for expressions. */
  toRecord(): Record<string, string> {
    const record: Record<string, string> = {}
    for (const { name, value } of this.#variables.values()) record[name] = value
    return record
  }

  /** Replaces each `$(name)` by the variable's value, once; unknown ones stay as they are. What is secret in it stays masked by itself. */
  expand(text: string): string {
    return text.includes('$(') ? replaceMacros(text, (name) => this.get(name)?.value) : text
  }

  /**
   * Expands variables that refer to variables, to a depth of 50, as the agent does when a job starts. One that takes a secret in becomes secret. Gives those that
   * stay as they are.
   */
  expandAll(): readonly UnexpandedVariable[] {
    const problems = new Map<string, UnexpandedVariable>()
    const known = new Map<string, { readonly value: string; readonly secret: boolean }>()
    const resolve = (
      variable: Variable,
      trail: readonly string[],
    ): { readonly value: string; readonly secret: boolean } => {
      const key = variable.name.toLowerCase()
      const found = known.get(key)
      if (found || !variable.value.includes('$(')) return found ?? variable
      const keep = (problem: UnexpandedVariable['problem']) => {
        problems.set(key, { name: variable.name, problem })
        return variable
      }
      if (trail.includes(key)) return keep('circular')
      if (trail.length >= DEEPEST_REFERENCE) return keep('too-deep')
      let secret = variable.secret
      let length = 0
      const value = replaceMacros(variable.value, (name) => {
        const inner = this.get(name)
        if (!inner || length > LONGEST_EXPANSION) return undefined
        const resolved = resolve(inner, [...trail, key])
        secret ||= resolved.secret
        length += resolved.value.length
        return resolved.value
      })
      const expanded = length > LONGEST_EXPANSION ? keep('too-long') : { value, secret }
      known.set(key, expanded)
      return expanded
    }
    const resolved = [...this.#variables.values()].map((variable) => ({ variable, ...resolve(variable, []) }))
    for (const { variable, value, secret } of resolved) {
      if (value !== variable.value) this.set(variable.name, value, { secret })
    }
    return [...problems.values()]
  }
}

/** Replaces `$(name)` by what `lookUp` gives; where it gives nothing the macro stays. Names hold no parentheses. */
function replaceMacros(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$\(([^()$]+)\)/g, (macro, name: string) => lookUp(name) ?? macro)
}

/** The name of a variable in the environment: dots and spaces become `_`, letters upper case unless they are to be kept (microsoft/azure-pipelines-agent). */
export function environmentName(name: string, preserveCase = false): string {
  const word = name.replace(/[. ]/g, '_')
  return preserveCase ? word : word.toUpperCase()
}
