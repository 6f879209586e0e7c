import type { ExpressionContext } from '@mintwell/language'
import { evaluateToText, LanguageError, parseExpression, variableScope } from '@mintwell/language'
import type { JobVariable } from './job-variable.ts'

/** A secret shorter than this makes a variable secret only where it is the whole value: it stands in many others by chance. */
const SHORTEST_PART = 4

/**
 * Evaluates variables that are runtime expressions as a whole (`$[ … ]`); others stay as they are. What cannot be evaluated is empty, as in Azure Pipelines. What a
 * secret of another job went into is secret.
 *
 * @param secrets the secret outputs of the jobs before
 */
export function evaluateVariables(
  variables: readonly JobVariable[],
  context: ExpressionContext,
  secrets: ReadonlySet<string>,
): readonly JobVariable[] {
  return variables.map((variable) => {
    const { name, value, readonly } = variable
    const inner = /^\s*\$\[([\s\S]*)\]\s*$/.exec(value)?.[1]
    if (inner === undefined) return variable
    const text = evaluateVariable(inner, context)
    const secret = [...secrets].some((part) => text === part || (part.length >= SHORTEST_PART && text.includes(part)))
    return { name, value: text, readonly, secret }
  })
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
