import type { ShapeName } from '../schema/shape.ts'
import type { YamlNode } from '../source/node.ts'
import { finalJob, finalJobs, finalStage, finalStages } from './final-jobs.ts'
import { finalStep, finalSteps } from './final-steps.ts'

/** A part of a pipeline in the final form, by its shape: parameters of type `stepList` and its kin are read in it by expressions (measured). */
export function finalStructure(shape: ShapeName, node: YamlNode): YamlNode {
  switch (shape) {
    case 'steps':
      return finalSteps(node)
    case 'step':
      return finalStep(node)
    case 'jobs':
      return keepContext(node, finalJobs)
    case 'stages':
      return keepContext(node, finalStages)
    case 'job':
      return node.kind === 'mapping' ? withContext(node, finalJob(node)) : node
    case 'stage':
      return node.kind === 'mapping' ? withContext(node, finalStage(node)) : node
    default:
      return node
  }
}

/** Templates read `templateContext` through their parameters, so that it stays there. */
function keepContext(node: YamlNode, change: (node: YamlNode) => YamlNode): YamlNode {
  const changed = change(node)
  if (node.kind !== 'sequence' || changed.kind !== 'sequence') return changed
  return { ...changed, items: changed.items.map((item, index) => withContext(node.items[index], item)) }
}

function withContext(before: YamlNode | undefined, after: YamlNode): YamlNode {
  if (before?.kind !== 'mapping' || after.kind !== 'mapping') return after
  const context = before.entries.filter(({ key }) => key.text === 'templateContext')
  return { ...after, entries: [...after.entries, ...context] }
}
