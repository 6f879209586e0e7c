import type { LintStep } from '../subject/lint-subject.ts'
import { namesConnection } from './connections.ts'
import { atEnvironment, inScript } from './report.ts'
import type { LintRule } from './rule.ts'

const IN_SCRIPT = /\bserviceConnectionId=(?!$|[&"'\s])/i
const IN_ENVIRONMENT =
  /^(?:ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID|ARM_OIDC_AZURE_SERVICE_CONNECTION_ID|AZURESUBSCRIPTION_SERVICE_CONNECTION_ID)$/i

/** A connection by its id, in a stage whose tasks name none. */
export const unreferencedConnection: LintRule = {
  id: 'L16',
  name: 'unreferenced-connection',
  title: 'A service connection is used by its id alone',
  severity: 'error',
  confidence: 'medium',
  reason:
    'Azure DevOps gives tokens only for connections that the stage refers to by an input of a task: that is how it checks permissions and approvals. A request for another one is refused with "no explicit reference" (dotnet/docker-tools#2012).',
  cure: 'Add a step that names the connection and does nothing: `- {task: AzureCLI@2, condition: false, inputs: {azureSubscription: NAME, scriptType: bash, scriptLocation: inlineScript, inlineScript: exit 0}}`.',
  *check({ steps, isFragment }) {
    // What a template does not show may be where it is used.
    if (isFragment) return
    for (const step of steps) {
      if (steps.some((each) => each.stage === step.stage && namesConnection(each))) continue
      yield* usesIn(step)
    }
  },
}

function* usesIn(step: LintStep) {
  const message = 'no task of the stage names the service connection whose id this is'
  for (const name of Object.keys(step.plan.env)) if (IN_ENVIRONMENT.test(name)) yield atEnvironment(step, name, message)
  for (const script of step.scripts) {
    const match = IN_SCRIPT.exec(script.text)
    // Without the job token it is no request to Azure DevOps.
    const asks =
      /oidc/i.test(script.text) || Object.keys(step.plan.env).some((name) => /^SYSTEM_ACCESSTOKEN$/i.test(name))
    if (match && asks) yield inScript(step, script, match.index, match.index + match[0].length, message)
  }
}
