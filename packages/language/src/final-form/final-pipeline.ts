import type { YamlEntry, YamlMapping, YamlNode } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { mappingOf, plain, sequenceOf } from './entries.ts'
import { finalContainer, finalJobs, finalServices, finalStages } from './final-jobs.ts'
import { finalSteps } from './final-steps.ts'
import { finalVariables } from './final-variables.ts'

/** Keys beside root `steps` that belong to the one job that they become. */
const jobKeys = ['strategy', 'continueOnError', 'pool', 'container', 'services', 'workspace', 'queue', 'server']

/** An expanded pipeline as the service's final YAML has it: always stages with jobs, in the author's own order and words otherwise (measured). */
export function finalPipeline(root: YamlMapping): YamlMapping {
  const hasSteps = root.entries.some(({ key }) => key.text === 'steps')
  const moved = hasSteps ? root.entries.filter(({ key }) => jobKeys.includes(key.text)) : []
  const entries = root.entries.flatMap((entry): YamlEntry[] => {
    if (moved.includes(entry)) return []
    return [finalEntry(entry, moved)]
  })
  return { ...root, entries }
}

function finalEntry({ key, value }: YamlEntry, moved: readonly YamlEntry[]): YamlEntry {
  switch (key.text) {
    case 'trigger':
    case 'pr':
      return { key, value: finalTrigger(value) }
    case 'variables':
      return { key, value: finalVariables(value) }
    case 'stages':
      return { key, value: finalStages(value) }
    case 'jobs':
    case 'phases':
      return { key: plain('stages', key.place), value: defaultStage(finalJobs(value), key.place) }
    case 'steps':
      return { key: plain('stages', key.place), value: defaultStage(defaultJob(value, moved, key.place), key.place) }
    default:
      return { key, value }
  }
}

/** `none` switches a trigger off, a list names branches. */
function finalTrigger(value: YamlNode): YamlNode {
  const { place } = value
  if (value.kind === 'scalar') return mappingOf([{ key: plain('enabled', place), value: plain('false', place) }], place)
  if (value.kind !== 'sequence') return value
  const include = mappingOf([{ key: plain('include', place), value }], place)
  return mappingOf([{ key: plain('branches', place), value: include }], place)
}

function defaultStage(jobs: YamlNode, place: Place): YamlNode {
  const stage = mappingOf(
    [
      { key: plain('stage', place), value: plain('__default', place) },
      { key: plain('jobs', place), value: jobs },
    ],
    place,
  )
  return sequenceOf([stage], place)
}

function defaultJob(steps: YamlNode, moved: readonly YamlEntry[], place: Place): YamlNode {
  const job = mappingOf(
    [
      { key: plain('job', place), value: plain('Job', place) },
      ...moved.map(({ key, value }) => ({ key, value: finalJobValue(key.text, value) })),
      { key: plain('steps', place), value: finalSteps(steps) },
    ],
    place,
  )
  return sequenceOf([job], place)
}

function finalJobValue(key: string, value: YamlNode): YamlNode {
  if (key === 'container') return finalContainer(value)
  return key === 'services' ? finalServices(value) : value
}
