import type { ExpressionContext } from '@mintwell/language'
import type { Result } from '../ports/result.ts'
import { ancestorsOf, type Dependent, dependencyStatus, type Ended, meetsCondition } from './dependencies.ts'
import type { PipelineRun } from './pipeline-run.ts'

/** Whether a stage or job runs; when not, its result. `abandoned` where its condition cannot be evaluated. */
export function decide(
  { ports, masker }: PipelineRun,
  item: Dependent & { readonly condition?: string },
  all: readonly Dependent[],
  ended: ReadonlyMap<string, Ended>,
  context: ExpressionContext,
): Result | 'run' | 'abandoned' {
  const canceled = ports.signal.aborted
  const note = (text: string) => ports.emit({ kind: 'note', at: ports.clock.now(), text: masker.mask(text) })
  const status = dependencyStatus(ancestorsOf(item, all), ended, canceled)
  try {
    const { met, lines } = meetsCondition(item.condition, { ...context, status })
    if (met) return 'run'
    if (lines.length > 0) note(`${item.name} is skipped. ${lines.join('; ')}`)
  } catch (error) {
    note(`The condition of ${item.name} cannot be evaluated: ${(error as Error).message}`)
    return 'abandoned'
  }
  return canceled ? 'canceled' : 'skipped'
}
