/** A variable of a job. */
export interface Variable {
  readonly name: string
  readonly value: string
  readonly secret: boolean
  readonly readonly: boolean
}

/** How deep variables may refer to variables (the agent's limit). */
const DEEPEST_REFERENCE = 50

/**
 * The variables of a job, by name without case. Once secret, always secret. What a step sets is seen by the steps that follow.
 */
export class VariableSet {
  readonly #variables = new Map<string, Variable>()
  readonly #onSecret: (value: string) => void

  constructor(onSecret: (value: string) => void = () => {}) {
    this.#onSecret = onSecret
  }

  set(name: string, value: string, options: { readonly secret?: boolean; readonly readonly?: boolean } = {}): void {
    const key = name.toLowerCase()
    const before = this.#variables.get(key)
    const secret = options.secret === true || before?.secret === true
    if (secret) this.#onSecret(value)
    this.#variables.set(key, {
      name: before?.name ?? name,
      value,
      secret,
      readonly: options.readonly === true || before?.readonly === true,
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

  /** Replaces each `$(name)` by the variable's value, once; unknown ones stay as they are. A text that takes a secret in becomes secret as a whole. */
  expand(text: string): string {
    if (!text.includes('$(')) return text
    let tookSecret = false
    const expanded = replaceMacros(text, (name) => {
      const variable = this.get(name)
      if (variable?.secret) tookSecret = true
      return variable?.value
    })
    if (tookSecret && expanded.trim() !== '') this.#onSecret(expanded)
    return expanded
  }

  /** Expands variables that refer to variables, to a depth of 50, as the agent does when a job starts. Gives the names that refer in a circle. */
  expandAll(): readonly string[] {
    const circular: string[] = []
    const resolve = (variable: Variable, trail: readonly string[]): { value: string; secret: boolean } => {
      const key = variable.name.toLowerCase()
      if (!variable.value.includes('$(')) return variable
      if (trail.includes(key) || trail.length >= DEEPEST_REFERENCE) {
        circular.push(variable.name)
        return variable
      }
      let secret = variable.secret
      const value = replaceMacros(variable.value, (name) => {
        const inner = this.get(name)
        if (!inner) return undefined
        const resolved = resolve(inner, [...trail, key])
        secret ||= resolved.secret
        return resolved.value
      })
      return { value, secret }
    }
    const resolved = [...this.#variables.values()].map((variable) => ({ variable, ...resolve(variable, []) }))
    for (const { variable, value, secret } of resolved) {
      if (value !== variable.value) this.set(variable.name, value, { secret, readonly: variable.readonly })
    }
    return circular
  }
}

/** Replaces `$(name)` by what `lookUp` gives; where it gives nothing the macro stays. Names hold no parentheses. */
function replaceMacros(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$\(([^()$]+)\)/g, (macro, name: string) => lookUp(name) ?? macro)
}

/** The name of a variable in the environment: dots and spaces become `_`, letters upper case (microsoft/azure-pipelines-agent). */
export function environmentName(name: string): string {
  return name.replace(/[. ]/g, '_').toUpperCase()
}
