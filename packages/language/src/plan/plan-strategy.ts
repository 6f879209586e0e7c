import { LanguageError } from '../errors.ts'
import type { YamlNode } from '../source/node.ts'
import { type Fields, optionalNode, optionalText, readFields } from '../yaml/read-fields.ts'
import { asMapping, asScalar } from '../yaml/read-node.ts'
import type { LegPlan, StrategyPlan } from './plan.ts'

const keys = { accepted: ['matrix', 'parallel', 'maxParallel'] }

/**
 * Plans the `strategy` of a job: the legs of a matrix as written or by an expression, or slices.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`
 */
export function planStrategy(fields: Fields): StrategyPlan | undefined {
  const node = optionalNode(fields, 'strategy')
  if (!node) return undefined
  const strategy = readFields(node, "the job's 'strategy'", keys)
  const matrix = optionalNode(strategy, 'matrix')
  const parallel = optionalText(strategy, 'parallel')
  const limit = optionalText(strategy, 'maxParallel')
  const maxParallel = limit === undefined ? {} : { maxParallel: limit }
  if (matrix && parallel !== undefined)
    throw new LanguageError('ERR_PLAN_CONFLICT', {
      message: "a strategy has both 'matrix' and 'parallel'",
      hint: 'Keep one: the legs of a matrix, or a number of slices.',
      place: matrix.place,
      data: { keys: ['matrix', 'parallel'] },
    })
  if (parallel !== undefined) return { kind: 'parallel', count: parallel, ...maxParallel }
  if (!matrix) return undefined
  if (matrix.kind === 'scalar') return { kind: 'matrix-expression', expression: matrix.text, ...maxParallel }
  return { kind: 'matrix', legs: readLegs(matrix), ...maxParallel }
}

function readLegs(matrix: YamlNode): readonly LegPlan[] {
  return asMapping(matrix, "'matrix'").entries.map(({ key, value }) => ({
    name: key.text,
    variables: Object.fromEntries(
      asMapping(value, `the leg '${key.text}'`).entries.map((entry) => [
        entry.key.text,
        asScalar(entry.value, `the variable '${entry.key.text}'`).text,
      ]),
    ),
  }))
}
