import { hasBudget } from './budget.ts'
import { atEnvironment, atVariable, inScript } from './report.ts'
import type { LintRule } from './rule.ts'

const NAME = 'ARM_OIDC_TOKEN'
const MESSAGE = `${NAME} is one token for the whole run of Terraform, which cannot renew it`

/** `ARM_OIDC_TOKEN`, wherever it is set. */
export const staticArmOidcToken: LintRule = {
  id: 'L05',
  name: 'static-arm-oidc-token',
  title: 'Terraform gets a static ID token (ARM_OIDC_TOKEN)',
  severity: 'warning',
  confidence: 'high',
  keepsToken: true,
  reason:
    'The provider presents the same token each time its access token expires. A long plan or apply outlives it and fails in the middle, with the state locked.',
  cure: 'Set ARM_USE_OIDC, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID and SYSTEM_ACCESSTOKEN instead: the provider then requests a token whenever it needs one. With MintwellAzureCLI let Terraform read the file that AZURE_FEDERATED_TOKEN_FILE names (ARM_OIDC_TOKEN_FILE_PATH), or set `budget`.',
  *check({ steps, variables }) {
    for (const each of variables) if (each.variable.name.toUpperCase() === NAME) yield atVariable(each, MESSAGE)
    for (const step of steps) {
      for (const name of Object.keys(step.plan.env))
        if (name.toUpperCase() === NAME) yield atEnvironment(step, name, MESSAGE)
      if (hasBudget(step)) continue
      for (const script of step.scripts) {
        if (!script.text.includes(NAME)) continue
        for (const { assignments, start, end } of script.allCommands)
          for (const { name, value } of assignments)
            if (name.toUpperCase() === NAME && value.text !== '' && value.text !== '$null')
              yield inScript(step, script, start, end, MESSAGE)
      }
    }
  },
}
