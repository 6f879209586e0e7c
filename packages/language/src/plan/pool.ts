import type { YamlNode } from '../source/node.ts'
import { type Fields, optionalNode } from '../yaml/read-fields.ts'
import { wrongType } from '../yaml/read-node.ts'
import type { PoolPlan } from './plan.ts'

/**
 * Reads `pool`: a name, or a mapping. Any agent pool is this machine; `server` has no agent at all, and expanded YAML writes it as `name: server`.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function readPool(fields: Fields): PoolPlan | undefined {
  const node = optionalNode(fields, 'pool')
  if (!node) return undefined
  if (node.kind === 'sequence') throw wrongType(node, "'pool'", 'a name or a mapping')
  const name = node.kind === 'scalar' ? node.text.trim() : textOf(node, 'name')
  const vmImage = textOf(node, 'vmImage')
  return {
    server: name?.toLowerCase() === 'server',
    ...(name === undefined || name === '' ? {} : { name }),
    ...(vmImage === undefined ? {} : { vmImage }),
  }
}

function textOf(node: YamlNode, key: string): string | undefined {
  const value = node.kind === 'mapping' ? node.entries.find((entry) => entry.key.text === key)?.value : undefined
  return value?.kind === 'scalar' ? value.text.trim() : undefined
}

/** Gives the jobs that have no pool of their own the one around them. */
export function withPool<J extends { readonly pool?: PoolPlan }>(
  jobs: readonly J[],
  pool: PoolPlan | undefined,
): readonly J[] {
  return pool === undefined ? jobs : jobs.map((job) => (job.pool === undefined ? { ...job, pool } : job))
}
