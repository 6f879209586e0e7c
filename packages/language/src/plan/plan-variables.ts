import { LanguageError, quote } from '../errors.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import { type KnownKeys, optionalBoolean, optionalScalar, readFields, requiredScalar } from '../yaml/read-fields.ts'
import { asScalar, wrongType } from '../yaml/read-node.ts'
import { checkRuntimeExpression } from './check-expression.ts'
import type { VariablePlan } from './plan.ts'
import { refuseKeys } from './unsupported.ts'

const variableKeys: KnownKeys = {
  accepted: ['name', 'value', 'readonly'],
  refused: {
    ...refuseKeys('expands', { template: "a variable template ('template')" }),
    group: ({ place }) =>
      new LanguageError('ERR_PLAN_UNSUPPORTED', {
        message: "a variable group ('group') cannot be read locally",
        hint: "Write the variables that the run needs here, each with 'name' and 'value'.",
        place,
        data: { feature: 'group' },
      }),
  },
}

/**
 * Reads `variables:` in both of its forms, a mapping and a list. A name that stands twice in a list stays twice: the later one counts.
 *
 * @throws LanguageError `ERR_PLAN_…`, and of the kind `ERR_EXPRESSION_…` for `$[ ]`
 */
export function planVariables(node: YamlNode | undefined): readonly VariablePlan[] {
  if (!node) return []
  if (node.kind === 'mapping') {
    return node.entries.map(({ key, value }) =>
      planVariable(key, asScalar(value, `the variable ${quote(key.text)}`), false),
    )
  }
  if (node.kind === 'sequence') return node.items.map(planListed)
  throw wrongType(node, "'variables'", 'a mapping or a list')
}

function planListed(node: YamlNode): VariablePlan {
  const fields = readFields(node, 'a variable', variableKeys)
  const name = requiredScalar(fields, 'name')
  return planVariable(name, optionalScalar(fields, 'value'), optionalBoolean(fields, 'readonly') ?? false)
}

function planVariable(name: YamlScalar, value: YamlScalar | undefined, readonly: boolean): VariablePlan {
  if (name.text.trim() === '') {
    throw new LanguageError('ERR_PLAN_NAME', {
      message: 'a variable has an empty name',
      hint: 'Give it a name, or remove it.',
      place: name.place,
      data: { name: name.text },
    })
  }
  if (value) checkRuntimeExpression(value)
  return { name: name.text, value: value?.text ?? '', readonly, place: name.place }
}
