import { LanguageError } from '../errors.ts'
import { parseExpression } from '../expression/parse-expression.ts'
import { type ExpressionScope, rootVariableScope } from '../expression/scope.ts'
import { valueAt } from '../final-form/entries.ts'
import type { YamlNode } from '../source/node.ts'
import type { Report } from '../template/report.ts'

/** Checks a condition; `explain` puts the service's words around what is wrong with it. */
export function checkCondition(
  node: YamlNode | undefined,
  scope: ExpressionScope,
  explain: (reason: string) => string,
  report: Report,
): void {
  if (node?.kind !== 'scalar' || node.text.trim() === '') return
  const error = errorOf(node.text, scope)
  if (error) report.error('ERR_TEMPLATE_GRAPH', explain(error.message), node.place, error.hint, { frame: 'none' })
}

/** Checks the `$[ ]` of the pipeline's own variables, as the service does when a run is queued; those of stages and jobs it reads when they start (measured). */
export function checkRuntimeVariables(variables: YamlNode | undefined, report: Report): void {
  for (const item of variables?.kind === 'sequence' ? variables.items : []) {
    const value = item.kind === 'mapping' ? valueAt(item, 'value') : undefined
    const inner = value?.kind === 'scalar' ? /^\s*\$\[([\s\S]*)\]\s*$/.exec(value.text)?.[1] : undefined
    if (inner === undefined || value?.kind !== 'scalar') continue
    const error = errorOf(inner, rootVariableScope)
    if (!error) continue
    const message = `An error occurred while loading the YAML build pipeline. ${error.message}`
    report.error('ERR_TEMPLATE_GRAPH', message, value.place, error.hint, { frame: 'none' })
  }
}

function errorOf(text: string, scope: ExpressionScope): LanguageError | undefined {
  try {
    parseExpression(text, scope)
    return undefined
  } catch (error) {
    if (error instanceof LanguageError) return error
    throw error
  }
}
