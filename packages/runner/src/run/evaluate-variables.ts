import type { ExpressionContext } from '@mintwell/language'
import { evaluateToText, LanguageError, parseExpression, variableScope } from '@mintwell/language'
import type { JobVariable } from './job-variable.ts'

/** A secret shorter than this makes a variable secret only where it is the whole value: it occurs in many others by chance. */
const SHORTEST_PART = 4

/**
 * Evaluates variables that are runtime expressions as a whole (`$[ … ]`), in their order, so that each reads what those before it gave (actions/runner, 2019, src/Sdk,
 * `PipelineContextBuilder.cs`); others stay as they are. What cannot be evaluated is empty, as in Azure Pipelines. What a secret of another job went into is secret.
 *
 * @param context its `variables` are those around these, without these
 * @param secrets the secret outputs of the jobs before
 */
export function evaluateVariables(
  variables: readonly JobVariable[],
  context: ExpressionContext & { readonly variables: Readonly<Record<string, string>> },
  secrets: ReadonlySet<string>,
): readonly JobVariable[] {
  const around = Object.entries(context.variables).map(([name, value]) => ({ name, value }))
  const known = variablesOf([...around, ...literalsOf(variables)])
  const keys = new Map(Object.keys(known).map((name) => [name.toLowerCase(), name]))
  return variables.map((variable) => {
    const { name, value, readonly } = variable
    const inner = expressionIn(value)
    if (inner === undefined) return variable
    const text = evaluateVariable(inner, { ...context, variables: known })
    const key = keys.get(name.toLowerCase()) ?? name
    keys.set(name.toLowerCase(), key)
    known[key] = text
    const secret = [...secrets].some((part) => text === part || (part.length >= SHORTEST_PART && text.includes(part)))
    return { name, value: text, readonly, secret }
  })
}

/** The variables that are no runtime expressions: their values are known from the start. */
export function literalsOf<T extends { readonly value: string }>(variables: readonly T[]): readonly T[] {
  return variables.filter(({ value }) => expressionIn(value) === undefined)
}

function expressionIn(value: string): string | undefined {
  return /^\s*\$\[([\s\S]*)\]\s*$/.exec(value)?.[1]
}

/** The value of one runtime expression, without its `$[ ]`; empty where it cannot be evaluated, as in Azure Pipelines. */
export function evaluateVariable(text: string, context: ExpressionContext): string {
  try {
    return evaluateToText(parseExpression(text, variableScope), context)
  } catch (error) {
    if (error instanceof LanguageError) return ''
    throw error
  }
}

/** Variables as expressions read them: later ones over earlier ones of the same name in any case. */
export function variablesOf(
  variables: readonly { readonly name: string; readonly value: string }[],
): Record<string, string> {
  const byKey = new Map<string, [string, string]>()
  for (const { name, value } of variables) byKey.set(name.toLowerCase(), [name, value])
  return Object.fromEntries(byKey.values())
}
