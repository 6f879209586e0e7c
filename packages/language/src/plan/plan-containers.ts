import type { YamlNode } from '../source/node.ts'
import { type Fields, optionalNode } from '../yaml/read-fields.ts'
import { asMapping, wrongType } from '../yaml/read-node.ts'
import type { JobPlan } from './plan.ts'

/**
 * Reads which containers a job needs: `container` as an alias, an image or a mapping with `image`, and the names of `services`.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function planContainers(fields: Fields): Pick<JobPlan, 'container' | 'services'> {
  const container = optionalNode(fields, 'container')
  const services = optionalNode(fields, 'services')
  const name = container && nameOf(container)
  return {
    ...(name ? { container: name } : {}),
    ...(services ? { services: asMapping(services, "'services'").entries.map(({ key }) => key.text) } : {}),
  }
}

function nameOf(node: YamlNode): string {
  if (node.kind === 'scalar') return node.text.trim()
  if (node.kind === 'sequence') throw wrongType(node, "'container'", 'a name or a mapping')
  const value = ['image', 'alias', 'container'].map(
    (key) => node.entries.find((entry) => entry.key.text === key)?.value,
  )
  const found = value.find((each) => each?.kind === 'scalar')
  return found?.kind === 'scalar' ? found.text : 'a container'
}
