import { type Fields, optionalNode } from '../yaml/read-fields.ts'
import { wrongType } from '../yaml/read-node.ts'
import { unsupported } from './unsupported.ts'

/**
 * Checks `pool`: any agent pool is this machine; `server` has no agent at all. Expanded YAML writes it as `name: server`.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`, `ERR_PLAN_UNSUPPORTED`
 */
export function checkPool(fields: Fields): void {
  const node = optionalNode(fields, 'pool')
  if (!node) return
  if (node.kind === 'sequence') throw wrongType(node, "'pool'", 'a name or a mapping')
  const name = node.kind === 'mapping' ? node.entries.find(({ key }) => key.text === 'name')?.value : node
  if (name?.kind === 'scalar' && name.text.trim().toLowerCase() === 'server') {
    throw unsupported("a server job ('pool: server')", name.place, 'leave-out')
  }
}
