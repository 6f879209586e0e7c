import { FoldedObject } from '../expression/folded-object.ts'
import { valueAt } from '../final-form/entries.ts'
import { finalPipeline } from '../final-form/final-pipeline.ts'
import { checkPackages } from '../graph/check-packages.ts'
import { checkPipeline } from '../graph/check-pipeline.ts'
import { type Diagnostic, sortDiagnostics } from '../source/diagnostic.ts'
import type { YamlMapping, YamlScalar } from '../source/node.ts'
import { type Argument, bindParameters, QUEUE } from '../template/bind-parameters.ts'
import { Budget } from '../template/budget.ts'
import { type Expansion, expandValue } from '../template/expand-value.ts'
import { carryOutExtends } from '../template/extend-template.ts'
import { type Frame, NameScope } from '../template/frame.ts'
import { includeTemplate, readParameters, type Templates } from '../template/include-template.ts'
import { Files, parseRoot, type ReadFile } from '../template/load-file.ts'
import { ExpansionStopped, Report } from '../template/report.ts'
import { readRepositories } from '../template/repositories.ts'
import { isSystemVariable, systemVariables } from '../template/system-variables.ts'

/** What an expansion is given. */
export interface ExpandOptions {
  /** The pipeline's file from the root of its repository: `/azure-pipelines.yml`. Relative references start there, and messages name it. */
  readonly file: string
  readonly readFile: ReadFile
  /** Values for the pipeline's parameters, as they are typed when a run is queued: text, and YAML or JSON for objects. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Variables of the system that the caller supplies, such as `Build.SourceBranch`; template expressions see no others that are not in the YAML. */
  readonly systemVariables?: Readonly<Record<string, string>>
  /** The repositories that `readFile` can read, by alias or name, with how they are called in messages; `self` too. */
  readonly repositories?: Readonly<Record<string, string>>
  /** Aliases of repositories that nobody has: their templates pass through the stages, jobs and steps that are given to them. */
  readonly stubRepositories?: readonly string[]
}

/** What came of it: the final form, if nothing is wrong, and everything that is. */
export interface Expanded {
  /** The pipeline as the service's final YAML has it: always `stages` with `jobs`, steps as tasks, variables and dependencies as lists. Every node keeps its place. */
  readonly root?: YamlMapping
  readonly diagnostics: readonly Diagnostic[]
  /** How many more diagnostics there are. */
  readonly omitted: number
  /** The files that were read, the pipeline first: `/azure-pipelines.yml`, `/steps.yml@templates`. */
  readonly files: readonly string[]
}

/**
 * Expands the templates of a pipeline and gives it in the form of the service's final YAML; or says all that is wrong with it, in the service's words.
 *
 * @example expandPipeline('steps:\n- script: echo', { file: '/azure-pipelines.yml', readFile: () => undefined }).root
 */
export function expandPipeline(text: string, options: ExpandOptions): Expanded {
  const report = new Report()
  const files = new Files(options.readFile)
  let root: YamlMapping | undefined
  try {
    root = expandRoot(text, options, files, report)
  } catch (error) {
    if (!(error instanceof ExpansionStopped)) throw error
  }
  const { diagnostics, omitted } = sortDiagnostics(report.diagnostics)
  const failed = report.errors > 0
  return { ...(root && !failed && { root }), diagnostics, omitted, files: [options.file, ...files.names] }
}

function expandRoot(text: string, options: ExpandOptions, files: Files, report: Report): YamlMapping | undefined {
  const parsed = parseRoot(text, options.file, report)
  if (parsed === 'broken') return undefined
  const names = new NameScope()
  const all = { self: 'self', ...options.repositories }
  const known = new Map(Object.entries(all).map(([alias, shown]) => [alias.toLowerCase(), shown]))
  const templates: Templates = {
    names,
    known: new Map(),
    sources: {
      files,
      repositories: readRepositories(valueAt(parsed, 'resources')),
      stubs: new Set(options.stubRepositories?.map((alias) => alias.toLowerCase())),
      describe: (repository) => known.get(repository.toLowerCase()),
    },
  }
  const expansion: Expansion = {
    report,
    budget: new Budget(report),
    checked: new WeakSet(),
    include: (kind, reference, from) => includeTemplate(kind, reference, from, templates, expansion),
    isSystemVariable,
  }
  const frame = rootFrame(parsed, options, names, expansion)
  const expanded = frame && expandValue({ node: parsed, frame, level: 'root' }, 'pipeline', 'none', expansion)
  if (!frame || expanded?.kind !== 'mapping') return undefined
  const whole = carryOutExtends(expanded, frame, templates, expansion)
  checkPackages(whole, report)
  const final = finalPipeline(whole)
  // The service looks at the whole only when its parts hold.
  if (report.errors === 0) checkPipeline(final, report)
  return final
}

function rootFrame(
  root: YamlMapping,
  options: ExpandOptions,
  names: NameScope,
  expansion: Expansion,
): Frame | undefined {
  const variables = new FoldedObject()
  for (const [name, value] of Object.entries({ ...systemVariables, ...options.systemVariables }))
    variables.set(name, value)
  const file = { repository: 'self', path: options.file }
  const empty: Frame = {
    file,
    via: undefined,
    parameters: new FoldedObject(),
    variables,
    loops: new Map(),
    names,
    depth: 0,
  }
  const declarations = valueAt(root, 'parameters')
    ? readParameters(root, empty, expansion, 'rootParameters')
    : ({ kind: 'typed', all: [] } as const)
  const given = Object.entries(options.parameters ?? {}).map(([name, value]) => queued(name, value))
  const parameters = declarations && bindParameters(declarations, given, empty, expansion)
  return parameters && { ...empty, parameters }
}

/** A value that is given when a run is queued: text, as far as its parameter makes nothing else of it. */
function queued(name: string, value: string): Argument {
  const place = { file: QUEUE, line: 1, column: 1 }
  const scalar = (text: string): YamlScalar => ({ kind: 'scalar', text, style: 'plain', source: text, place })
  return { name: scalar(name), value: scalar(value) }
}
