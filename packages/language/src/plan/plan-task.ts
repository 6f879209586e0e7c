import { quote } from '../errors.ts'
import { nearestName } from '../source/nearest-name.ts'
import type { YamlMapping, YamlScalar } from '../source/node.ts'
import { entriesOf, nodeAt } from './final-node.ts'
import { type Planning, report } from './planning.ts'
import type { StepKindPlan } from './step-kind.ts'
import { type GivenInput, resolveInputs } from './task-inputs.ts'

/** `NAME@2`, `GUID@2`, `publisher.extension.task.Name@2`, names with spaces, or with a full version, of which the major part counts. */
const REFERENCE = /^\s*(\S(?:[^@]*\S)?)@(\d{1,9})(?:\.\d+){0,2}\s*$/

/** What the final form makes of `downloadBuild`. */
const DOWNLOAD_BUILD = 'a433f589-fce1-4460-9ee6-44a624aeb1fb@0'
/** Inputs that say which artifacts are meant. */
const ONE_ARTIFACT = ['artifactname', 'downloadtype']

/**
 * Plans `task: NAME@MAJOR`. A task that is not known is planned as it is written: whether it can run is for the runner to say.
 */
export function planTask(step: YamlMapping, reference: YamlScalar, planning: Planning): StepKindPlan | undefined {
  const match = REFERENCE.exec(reference.text)
  if (!match) {
    const nearest = nearestName(reference.text, planning.catalog.names) ?? 'AzureCLI@2'
    const hint = `Write the name and the major version, such as ${nearest}.`
    report(
      planning,
      'error',
      'ERR_TASK_REFERENCE',
      `${quote(reference.text)} is not a task with a version`,
      hint,
      reference.place,
    )
    return undefined
  }
  const [, name = '', version = ''] = match
  const given = withImplied(reference.text, readInputs(step))
  const definition = planning.catalog.find(name, Number(version))
  const inputs = definition
    ? resolveInputs(definition, given, nodeAt(step, 'inputs')?.place ?? reference.place, planning.found)
    : Object.fromEntries(given.map((input) => [input.name, input.text]))
  if (!definition) warnOfVersion(name, Number(version), reference, planning)
  const task = definition ? { name: definition.name, major: definition.major } : { name, major: Number(version) }
  return {
    idBase: idBaseOf(task.name),
    displayName: task.name,
    build: (common) => ({ ...common, kind: 'task', task, inputs }),
  }
}

/** The letters and digits of a task's name: what an id may have. */
function idBaseOf(name: string): string {
  return (name.split('.').at(-1) ?? name).replaceAll(/[^A-Za-z0-9_]/g, '') || 'Task'
}

/** A known task in a version that is not known, or a name that is nearly a known one, is most likely a slip. */
function warnOfVersion(name: string, major: number, reference: YamlScalar, planning: Planning): void {
  const { names } = planning.catalog
  const versions = names.filter((known) => known.toLowerCase().startsWith(`${name.toLowerCase()}@`))
  const nearest = versions.length > 0 ? undefined : nearestName(`${name}@${major}`, names)
  if (versions.length === 0 && nearest === undefined) return
  const hint = versions.length > 0 ? `Known versions: ${versions.join(', ')}.` : `Did you mean ${nearest}?`
  report(
    planning,
    'warning',
    'ERR_TASK_UNKNOWN',
    `the task ${quote(`${name}@${major}`)} is unknown here`,
    hint,
    reference.place,
  )
}

/** `downloadBuild` without `artifact` means all of them (learn.microsoft.com, YAML schema, "steps.downloadBuild"); the task itself requires the name of one by default. */
function withImplied(reference: string, given: readonly GivenInput[]): readonly GivenInput[] {
  const [main] = given
  const names = given.map(({ name }) => name.toLowerCase())
  const isAll = reference === DOWNLOAD_BUILD && main && !names.some((name) => ONE_ARTIFACT.includes(name))
  return isAll ? [...given, { name: 'downloadType', text: 'specific', place: main.place }] : given
}

function readInputs(step: YamlMapping): readonly GivenInput[] {
  return entriesOf(nodeAt(step, 'inputs')).map(({ key, value }) => ({
    name: key.text,
    text: value.kind === 'scalar' ? value.text : '',
    place: key.place,
    valuePlace: value.place,
  }))
}
