/**
 * Says which variables a list of patterns lets a task set, without case; `*` stands for any characters and `?` for one. An empty list lets it set none
 * (microsoft/azure-pipelines-agent, `IsSetVariableAllowed`: for a `task.json` and for the target of a step alike).
 *
 * @example settableVariables(['my.*'])('MY.one') // true
 */
export function settableVariables(patterns: readonly string[]): (name: string) => boolean {
  const allowed = patterns.map(patternOf)
  return (name) => allowed.some((pattern) => pattern.test(name))
}

function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
}
