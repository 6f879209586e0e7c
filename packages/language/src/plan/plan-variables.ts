import { LanguageError, quote } from '../errors.ts'
import { parseExpression } from '../expression/parse-expression.ts'
import { variableScope } from '../expression/scope.ts'
import type { YamlMapping, YamlNode, YamlScalar } from '../source/node.ts'
import { asMapping, itemsOf, scalarAt, textAt } from './final-node.ts'
import type { VariablePlan } from './plan.ts'
import { type Planning, report } from './planning.ts'

/** Reads `variables:`, in the final form always a list. A name that is there twice stays twice: the later one counts. */
export function planVariables(node: YamlNode | undefined, planning: Planning): readonly VariablePlan[] {
  return itemsOf(node).flatMap((item) => {
    const mapping = asMapping(item)
    if (!mapping) return []
    const group = scalarAt(mapping, 'group')
    return group ? planGroup(group, planning) : planVariable(mapping, planning)
  })
}

function planVariable(mapping: YamlMapping, planning: Planning): readonly VariablePlan[] {
  const name = scalarAt(mapping, 'name')
  if (!name) return []
  const value = scalarAt(mapping, 'value')
  if (value) checkRuntimeExpression(value, planning)
  const readonly = /^(?:true|y|yes|on)$/i.test(textAt(mapping, 'readonly')?.trim() ?? '')
  return [{ name: name.text, value: value?.text ?? '', readonly, place: name.place }]
}

/** A group is opened where its variables are configured. One that is not is one diagnostic, however often it is named. */
function planGroup(name: YamlScalar, planning: Planning): readonly VariablePlan[] {
  const { place, text } = name
  const known = planning.groups?.get(text.toLowerCase())
  if (known)
    return Object.entries(known).map(([variable, { value, secret }]) => ({
      name: variable,
      value,
      readonly: false,
      ...(secret && { secret: true as const }),
      group: text,
      place,
    }))
  if (!planning.groupNames.has(text.toLowerCase()) && !planning.missingGroups.has(text.toLowerCase())) {
    planning.missingGroups.add(text.toLowerCase())
    // A macro in the name is filled in by the service; nobody can say here which group it is.
    const block = `variableGroups:\n  ${/^[\w-]+$/.test(text) ? text : JSON.stringify(text)}:\n    NAME: value\n    SECRET: { env: SECRET }`
    report(
      planning,
      planning.groups ? 'error' : 'warning',
      'ERR_PLAN_GROUP',
      `the variable group ${quote(text)} is not configured here`,
      `Add it to mintwell.yml with the variables that the pipeline reads:\n${block}`,
      place,
    )
  }
  return [{ name: '', value: '', readonly: false, group: text, place }]
}

/** `$[ … ]` has to be the whole value, and well formed: the agent would find it out hours later. */
function checkRuntimeExpression(scalar: YamlScalar, planning: Planning): void {
  const text = scalar.text.trim()
  if (!text.startsWith('$[') || !text.endsWith(']')) return
  try {
    parseExpression(text.slice(2, -1), variableScope)
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    // The service takes such a variable of a job, and fails when the job starts: a warning.
    report(planning, 'warning', error.code, error.message, error.hint, scalar.place)
  }
}
