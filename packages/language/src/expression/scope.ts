import { type FunctionName, functionNames, statusFunctionNames } from './signatures.ts'

/**
 * Where an expression stands: what it may call and read there. The agent evaluates a step's condition and has no `dependencies`; status functions are for
 * conditions, `counter` for variables (learn.microsoft.com, Azure Pipelines "Expressions" and "Specify conditions").
 */
export interface ExpressionScope {
  /** For messages: `the condition of a step`. */
  readonly where: string
  readonly functions: ReadonlySet<FunctionName>
  readonly values: ReadonlySet<string>
  /** Whether `succeeded('job')` may name what it asks about. */
  readonly statusArguments: boolean
  /** Whether a name that does not exist is an error. The service leaves those in the condition of a step to the agent (measured). */
  readonly checksNames: boolean
  /** Whether text that cannot be read is refused before the rest is looked at: at run time, not in template expressions (measured). */
  readonly refusesUnreadableFirst: boolean
}

const statusNames: ReadonlySet<FunctionName> = new Set(statusFunctionNames)
const inConditions = new Set(functionNames.filter((name) => name !== 'counter'))
const inVariables = new Set(functionNames.filter((name) => !statusNames.has(name)))

/** The condition of a step, as the agent judges it. */
export const stepConditionScope: ExpressionScope = {
  where: 'the condition of a step',
  functions: inConditions,
  values: new Set(['variables']),
  statusArguments: false,
  checksNames: true,
  refusesUnreadableFirst: true,
}

/** The condition of a step as the service checks it before a run: its syntax, and the arguments of the functions that exist (measured). */
export const stepConditionSyntax: ExpressionScope = { ...stepConditionScope, checksNames: false }

/** The condition of a job or a stage. */
export const jobConditionScope: ExpressionScope = {
  where: 'the condition of a job or stage',
  functions: inConditions,
  values: new Set(['variables', 'dependencies', 'stageDependencies', 'pipeline']),
  statusArguments: true,
  checksNames: true,
  refusesUnreadableFirst: true,
}

/** The `$[ ]` of a variable of a stage or job; the service reads it when the job starts. */
export const variableScope: ExpressionScope = {
  where: 'a variable',
  functions: inVariables,
  values: new Set(['variables', 'dependencies', 'stageDependencies', 'pipeline', 'resources']),
  statusArguments: false,
  checksNames: true,
  refusesUnreadableFirst: true,
}

/** The `$[ ]` of a variable of the whole pipeline, which depends on nothing. */
export const rootVariableScope: ExpressionScope = {
  ...variableScope,
  where: 'a variable of the pipeline',
  values: new Set(['variables', 'resources', 'pipeline']),
}

const inTemplates = new Set(functionNames.filter((name) => !statusNames.has(name) && name !== 'counter'))

/** The scope of a template expression; `names` are the variables of the `each` loops around it. */
export function templateScope(names: readonly string[] = []): ExpressionScope {
  return {
    where: 'a template expression',
    functions: inTemplates,
    values: new Set(['parameters', 'variables', ...names]),
    statusArguments: false,
    checksNames: true,
    refusesUnreadableFirst: false,
  }
}

/** Everything, for programs that evaluate expressions of unknown origin. */
export const anyScope: ExpressionScope = {
  where: 'an expression',
  functions: new Set(functionNames),
  values: new Set(['variables', 'dependencies', 'stageDependencies', 'pipeline', 'resources']),
  statusArguments: true,
  checksNames: true,
  refusesUnreadableFirst: true,
}
