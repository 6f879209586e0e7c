import type { TaskStepPlan } from '@mintwell/language'
import { atEnvironment, atInput, atVariable, inScript, oneLine } from './report.ts'
import type { LintRule } from './rule.ts'

/** The issuer that ends on 2027-07-01, its subjects, and its audience where a relying party compares it. */
const PINNED =
  /vstoken\.dev\.azure\.com(?:\/[\w${}().-]+)?|\bsc:\/\/[^\s"'`,;)\]}]+|\baud\b["'\]]*\s*(?:==?|:)\s*["'[\s]*api:\/\/AzureADTokenExchange/gi
const message = (what: string) => `'${oneLine(what)}' is of the issuer that Azure DevOps retires on 2027-07-01`

/** Comments of Terraform, Bicep, YAML and scripts. */
const COMMENT = /^\s*(?:#|\/\/|rem\b|::|\*)/i

/** A literal issuer, subject or audience of Azure DevOps' own issuer. */
export const pinnedIssuer: LintRule = {
  id: 'L12',
  name: 'pinned-issuer',
  title: 'The retiring issuer of Azure DevOps is pinned',
  severity: 'warning',
  confidence: 'medium',
  reason:
    'When a service connection is converted, its tokens come from Entra: issuer, subject and, for relying parties other than Entra, the audience are others. A trust that has the old ones written in refuses them from that day on; the old issuer ends on 2027-07-01 (learn.microsoft.com, "Workload identity federation issuer").',
  cure: 'Read issuer and subject from the connection (`workload_identity_federation_issuer` and `_subject` of azuredevops_serviceendpoint_azurerm), or trust both issuers until every connection is converted.',
  *check({ steps, variables }) {
    for (const each of variables)
      for (const [what] of each.variable.value.matchAll(PINNED)) yield atVariable(each, message(what))
    for (const step of steps) {
      for (const [name, value] of Object.entries(step.plan.env))
        for (const [what] of value.matchAll(PINNED)) yield atEnvironment(step, name, message(what))
      for (const [name, value] of Object.entries(
        otherInputs(
          step.plan,
          step.scripts.map(({ text }) => text),
        ),
      ))
        for (const [what] of value.matchAll(PINNED)) yield atInput(step, name, value, message(what))
      for (const script of step.scripts)
        for (const { index, what } of linesWith(script.text))
          yield inScript(step, script, index, index + what.length, message(what))
    }
  },
  *checkFile(text, file) {
    for (const { index, what, line, column } of linesWith(text))
      yield {
        message: message(what),
        place: { file, line, column },
        path: `${what}`,
        snippet: oneLine(text.slice(index, index + what.length)),
      }
  },
}

function otherInputs({ inputs }: TaskStepPlan, scripts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !scripts.includes(value)))
}

/** What is pinned in the lines of a text that are no comments. */
function* linesWith(text: string) {
  if (!/vstoken|sc:\/\/|AzureADTokenExchange/i.test(text)) return
  let start = 0
  for (const [number, content] of text.split('\n').entries()) {
    if (!COMMENT.test(content))
      for (const { 0: what, index } of content.matchAll(PINNED))
        yield { what, index: start + index, line: number + 1, column: index + 1 }
    start += content.length + 1
  }
}
