/** How deep arguments nest, the innermost value included (Azure Pipelines' expression parser: `ExpressionConstants.MaxDepth`, in the MIT-licensed actions/runner, src/Sdk/DTExpressions). */
export const DEEPEST_EXPRESSION = 50

/** How deep an index may nest in an index: the service does not count it, this keeps the parser's own recursion small. */
export const DEEPEST_INDEX = 500

/** The longest expression, in characters (same source: `MaxLength`). */
export const LONGEST_EXPRESSION = 21_000

/** The longest text that a function may make, in characters: the 1 MiB of memory that one evaluation gets (same source: `EvaluationOptions.MaxMemory`). */
export const LONGEST_RESULT = 1024 * 1024
