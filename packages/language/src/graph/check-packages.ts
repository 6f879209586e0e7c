import { upperOrdinal } from '../expression/fold-case.ts'
import { valueAt } from '../final-form/entries.ts'
import type { YamlMapping, YamlNode } from '../source/node.ts'
import type { Report } from '../template/report.ts'

/** Checks that every `getPackage` of an expanded pipeline names one of `resources.packages`, in the service's words and at its place (measured). */
export function checkPackages(root: YamlMapping, report: Report): void {
  const known = packagesOf(root)
  const walk = (node: YamlNode): void => {
    if (node.kind === 'sequence') node.items.forEach(walk)
    else if (node.kind === 'mapping') {
      for (const { key, value } of node.entries) {
        if (key.text === 'steps') checkSteps(value, known, report)
        walk(value)
      }
    }
  }
  for (const { key, value } of root.entries) {
    if (key.text === 'steps') checkSteps(value, known, report)
    else if (key.text === 'stages' || key.text === 'jobs') walk(value)
  }
}

function packagesOf(root: YamlMapping): ReadonlySet<string> {
  const resources = valueAt(root, 'resources')
  const list = resources?.kind === 'mapping' ? valueAt(resources, 'packages') : undefined
  const items = list?.kind === 'sequence' ? list.items : []
  return new Set(
    items.flatMap((item) => {
      const alias = item.kind === 'mapping' ? valueAt(item, 'package') : undefined
      return alias?.kind === 'scalar' ? [upperOrdinal(alias.text)] : []
    }),
  )
}

function checkSteps(steps: YamlNode, known: ReadonlySet<string>, report: Report): void {
  for (const step of steps.kind === 'sequence' ? steps.items : []) {
    const first = step.kind === 'mapping' ? step.entries[0] : undefined
    if (first?.key.text !== 'getPackage' || first.value.kind !== 'scalar') continue
    const { text, place } = first.value
    if (known.has(upperOrdinal(text))) continue
    const hint = `Declare it under resources.packages: - package: ${text}, with type:, connection: and name:.`
    report.error('ERR_TEMPLATE_GRAPH', `Cannot find package resource for ${text}`, place, hint)
  }
}
