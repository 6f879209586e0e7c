import { atPlace, PipelineError } from '../errors.ts'
import type { SchedulePlan } from '../plan/plan.ts'
import type { YamlNode, YamlScalar } from '../yaml/node.ts'
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
import { placeInScalar } from '../yaml/scalar-place.ts'
import { parseCron } from './cron.ts'

const scheduleKeys = { accepted: ['cron', 'displayName', 'branches', 'batch', 'always'] }
const branchKeys = { accepted: ['include', 'exclude'] }

/**
 * Reads `schedules:` (learn.microsoft.com, Azure Pipelines YAML schema, "schedules.cron"). Excluded branches and `batch` are checked and not kept: there is
 * one branch here, and one run at a time.
 *
 * @throws PipelineError `ERR_CRON`, `ERR_PLAN_TYPE`, `ERR_PLAN_VALUE`, `ERR_PLAN_UNKNOWN_KEY`, `ERR_PLAN_MISSING_KEY`
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
  const branches = includedBranches(fields)
  return {
    cron: cron.text.trim(),
    ...(displayName === undefined ? {} : { displayName }),
    ...(branches === undefined ? {} : { branches }),
    always: optionalBoolean(fields, 'always') ?? false,
    place: cron.place,
  }
}

function includedBranches(fields: Fields): readonly string[] | undefined {
  const node = optionalNode(fields, 'branches')
  if (!node) return undefined
  const branches = readFields(node, "the schedule's 'branches'", branchKeys)
  optionalScalars(branches, 'exclude')
  return optionalScalars(branches, 'include')?.map((scalar) => scalar.text)
}

function checkCron(scalar: YamlScalar): void {
  try {
    parseCron(scalar.text)
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    throw atPlace(error, placeInScalar(scalar, Number(error.data.offset ?? 0)))
  }
}
