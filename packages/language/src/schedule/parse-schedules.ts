import { atPlace, LanguageError } from '../errors.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import { placeInScalar } from '../source/scalar-place.ts'
import {
  type Fields,
  optionalBoolean,
  optionalNode,
  optionalScalars,
  optionalText,
  readFields,
  requiredScalar,
} from '../yaml/read-fields.ts'
import { asSequence } from '../yaml/read-node.ts'
import { parseCron } from './cron.ts'
import type { BranchFilter, SchedulePlan } from './schedule-plan.ts'

const scheduleKeys = { accepted: ['cron', 'displayName', 'branches', 'batch', 'always'] }
const branchKeys = { accepted: ['include', 'exclude'] }

/**
 * Reads `schedules:` (learn.microsoft.com, Azure Pipelines YAML schema, "schedules.cron"). `batch` is checked and not kept: there is one run at a time here.
 *
 * @throws LanguageError `ERR_CRON`, `ERR_PLAN_TYPE`, `ERR_PLAN_VALUE`, `ERR_PLAN_UNKNOWN_KEY`, `ERR_PLAN_MISSING_KEY`
 */
export function parseSchedules(node: YamlNode): readonly SchedulePlan[] {
  return asSequence(node, "'schedules'").items.map(parseSchedule)
}

function parseSchedule(node: YamlNode): SchedulePlan {
  const fields = readFields(node, 'a schedule', scheduleKeys)
  const cron = requiredScalar(fields, 'cron')
  checkCron(cron)
  optionalBoolean(fields, 'batch')
  const displayName = optionalText(fields, 'displayName')
  const branches = branchFilter(fields)
  return {
    cron: cron.text.trim(),
    ...(displayName === undefined ? {} : { displayName }),
    ...(branches === undefined ? {} : { branches }),
    always: optionalBoolean(fields, 'always') ?? false,
    place: cron.place,
  }
}

function branchFilter(fields: Fields): BranchFilter | undefined {
  const node = optionalNode(fields, 'branches')
  if (!node) return undefined
  const branches = readFields(node, "the schedule's 'branches'", branchKeys)
  const texts = (key: 'include' | 'exclude') => optionalScalars(branches, key)?.map(({ text }) => text.trim())
  const [include, exclude] = [texts('include'), texts('exclude')]
  return include || exclude ? { include: include ?? ['*'], exclude: exclude ?? [] } : undefined
}

function checkCron(scalar: YamlScalar): void {
  try {
    parseCron(scalar.text)
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    throw atPlace(error, placeInScalar(scalar, Number(error.data.offset ?? 0)))
  }
}
