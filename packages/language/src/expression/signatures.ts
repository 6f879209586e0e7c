/** Any number of arguments. */
const MANY = Number.POSITIVE_INFINITY

/**
 * The functions of Azure Pipelines' expressions with the fewest and the most arguments that the service takes, measured: `counter` also
 * with one, `in` and `notIn` with two at least, `iif` with three (learn.microsoft.com, Azure Pipelines "Expressions", says otherwise).
 */
export const signatures = {
  and: [2, MANY],
  coalesce: [2, MANY],
  contains: [2, 2],
  containsValue: [2, 2],
  convertToJson: [1, 1],
  counter: [1, 2],
  endsWith: [2, 2],
  eq: [2, 2],
  format: [1, MANY],
  ge: [2, 2],
  gt: [2, 2],
  iif: [3, 3],
  in: [2, MANY],
  join: [2, 2],
  le: [2, 2],
  length: [1, 1],
  lower: [1, 1],
  lt: [2, 2],
  ne: [2, 2],
  not: [1, 1],
  notIn: [2, MANY],
  or: [2, MANY],
  replace: [3, 3],
  split: [2, 2],
  startsWith: [2, 2],
  trim: [1, 1],
  upper: [1, 1],
  xor: [2, 2],
  always: [0, 0],
  canceled: [0, 0],
  failed: [0, MANY],
  succeeded: [0, MANY],
  succeededOrFailed: [0, MANY],
} as const satisfies Readonly<Record<string, readonly [fewest: number, most: number]>>

/** The name of a function, in the documented case. */
export type FunctionName = keyof typeof signatures

/** Every function's name. */
export const functionNames = Object.keys(signatures) as readonly FunctionName[]

/** The functions that ask how the run is going: for conditions only. */
export const statusFunctionNames = ['always', 'canceled', 'failed', 'succeeded', 'succeededOrFailed'] as const

/** The name of a status function. */
export type StatusFunctionName = (typeof statusFunctionNames)[number]

const byLowerCase: ReadonlyMap<string, FunctionName> = new Map(functionNames.map((name) => [name.toLowerCase(), name]))

/** The function of a name in any case. */
export function findFunction(name: string): FunctionName | undefined {
  return byLowerCase.get(name.toLowerCase())
}
