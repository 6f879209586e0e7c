import { LanguageError } from '../errors.ts'
import { parseCron } from '../schedule/cron.ts'
import type { BranchFilter, SchedulePlan } from '../schedule/schedule-plan.ts'
import type { YamlMapping, YamlNode, YamlScalar } from '../source/node.ts'
import { placeInScalar } from '../source/scalar-place.ts'
import { asMapping, itemsOf, nodeAt, scalarAt, textAt, textsOf } from './final-node.ts'
import { type Planning, report } from './planning.ts'

/** Reads `schedules:` (learn.microsoft.com, YAML schema, "schedules.cron"). `batch` is not kept: there is one run at a time here. */
export function planSchedules(node: YamlNode | undefined, planning: Planning): readonly SchedulePlan[] {
  return itemsOf(node).flatMap((item) => {
    const schedule = asMapping(item)
    const cron = schedule && scalarAt(schedule, 'cron')
    return schedule && cron ? planSchedule(schedule, cron, planning) : []
  })
}

function planSchedule(schedule: YamlMapping, cron: YamlScalar, planning: Planning): readonly SchedulePlan[] {
  try {
    parseCron(cron.text)
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    const place = placeInScalar(cron, Number(error.data.offset ?? 0))
    report(planning, 'error', error.code, error.message, error.hint, place)
    return []
  }
  const displayName = textAt(schedule, 'displayName')
  const branches = branchFilter(nodeAt(schedule, 'branches'))
  return [
    {
      cron: cron.text.trim(),
      ...(displayName === undefined ? {} : { displayName }),
      ...(branches === undefined ? {} : { branches }),
      always: /^(?:true|y|yes|on)$/i.test(textAt(schedule, 'always')?.trim() ?? ''),
      place: cron.place,
    },
  ]
}

function branchFilter(node: YamlNode | undefined): BranchFilter | undefined {
  if (!node) return undefined
  if (node.kind !== 'mapping') return { include: textsOf(node), exclude: [] }
  const [include, exclude] = [nodeAt(node, 'include'), nodeAt(node, 'exclude')]
  if (!include && !exclude) return undefined
  const trimmed = (list: YamlNode | undefined) => textsOf(list).map((text) => text.trim())
  return { include: include ? trimmed(include) : ['*'], exclude: trimmed(exclude) }
}
