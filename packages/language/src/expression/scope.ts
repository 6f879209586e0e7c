import { type NamedValue, namedValues } from './ast.ts'
import { type FunctionName, functionNames, statusFunctionNames } from './signatures.ts'

/**
 * Where an expression stands: what it may call and read there. The agent evaluates a step's condition and has no `dependencies`; status functions are for
 * conditions, `counter` for variables (learn.microsoft.com, Azure Pipelines "Expressions" and "Specify conditions").
 */
export interface ExpressionScope {
  /** For messages: `the condition of a step`. */
  readonly where: string
  readonly functions: ReadonlySet<FunctionName>
  readonly values: ReadonlySet<NamedValue>
  /** Whether `succeeded('job')` may name what it asks about. */
  readonly statusArguments: boolean
}

const statusNames: ReadonlySet<FunctionName> = new Set(statusFunctionNames)
const inConditions = new Set(functionNames.filter((name) => name !== 'counter'))
const inVariables = new Set(functionNames.filter((name) => !statusNames.has(name)))

/** The condition of a step. */
export const stepConditionScope: ExpressionScope = {
  where: 'the condition of a step',
  functions: inConditions,
  values: new Set(['variables']),
  statusArguments: false,
}

/** The condition of a job or a stage. */
export const jobConditionScope: ExpressionScope = {
  where: 'the condition of a job or stage',
  functions: inConditions,
  values: new Set(namedValues),
  statusArguments: true,
}

/** The `$[ ]` of a variable. */
export const variableScope: ExpressionScope = {
  where: 'a variable',
  functions: inVariables,
  values: new Set(namedValues),
  statusArguments: false,
}

/** Everything, for programs that evaluate expressions of unknown origin. */
export const anyScope: ExpressionScope = {
  where: 'an expression',
  functions: new Set(functionNames),
  values: new Set(namedValues),
  statusArguments: true,
}
