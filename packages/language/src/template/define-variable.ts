import type { FoldedObject } from '../expression/folded-object.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import type { Report } from './report.ts'

/** Makes a variable readable by the expressions that follow; names of the system are refused (measured). */
export function defineVariable(
  variables: FoldedObject,
  name: YamlScalar,
  value: YamlNode | undefined,
  { report, isSystemVariable }: { readonly report: Report; readonly isSystemVariable: (name: string) => boolean },
): void {
  if (isSystemVariable(name.text)) {
    const message = `Cannot override system variable '${name.text}'`
    report.error('ERR_TEMPLATE_VALUE', message, name.place, 'Give the variable a name of its own.')
    return
  }
  variables.set(name.text, value?.kind === 'scalar' ? value.text : '')
}
