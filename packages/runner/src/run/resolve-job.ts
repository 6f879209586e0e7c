import {
  type ExpressionContext,
  evaluateToText,
  type JobPlan,
  LanguageError,
  parseExpression,
  variableScope,
} from '@mintwell/language'
import type { RunnableJob } from '../job/runnable-job.ts'

/** learn.microsoft.com, YAML schema "jobs.job", and "Specify jobs": what counts where an expression gives no number. */
const DEFAULT_TIMEOUT_MINUTES = 60
const DEFAULT_CANCEL_TIMEOUT_MINUTES = 5

/**
 * A job with what its expressions and macros come to when it starts. What cannot be evaluated is empty, and the default counts.
 *
 * @param shown the same without secret variables: what its name in the log may have
 */
export function resolveJob(job: JobPlan, context: ExpressionContext, shown: ExpressionContext): RunnableJob {
  const { timeoutInMinutes, cancelTimeoutInMinutes, continueOnError } = job
  return {
    ...job,
    displayName: withMacros(job.displayName, shown),
    timeoutInMinutes: numberOf(timeoutInMinutes, context, DEFAULT_TIMEOUT_MINUTES),
    cancelTimeoutInMinutes: numberOf(cancelTimeoutInMinutes, context, DEFAULT_CANCEL_TIMEOUT_MINUTES),
    continueOnError:
      typeof continueOnError === 'string'
        ? textOf(continueOnError, context).trim().toLowerCase() === 'true'
        : continueOnError,
  }
}

/** The number of a value that may be an expression. */
function numberOf(value: number | string, context: ExpressionContext, otherwise: number): number {
  if (typeof value === 'number') return value
  const text = textOf(value, context).trim()
  return /^-?\d{1,9}$/.test(text) ? Number(text) : otherwise
}

/** The text of `$[ … ]`, or of a text with macros of variables. */
function textOf(text: string, context: ExpressionContext): string {
  const inner = /^\s*\$\[([\s\S]*)\]\s*$/.exec(text)?.[1]
  return inner === undefined ? withMacros(text, context) : evaluate(inner, context)
}

function withMacros(text: string, context: ExpressionContext): string {
  return text.replaceAll(/\$\(([^()$]+)\)/g, (macro, name: string) => {
    const value = evaluate(`variables['${name.replaceAll("'", "''")}']`, context)
    return value === '' ? macro : value
  })
}

function evaluate(expression: string, context: ExpressionContext): string {
  try {
    return evaluateToText(parseExpression(expression, variableScope), context)
  } catch (error) {
    if (error instanceof LanguageError) return ''
    throw error
  }
}
