import { hasBudget } from './budget.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

/** Variables that have rules of their own. */
const OTHERS = /^(?:ARM_OIDC_TOKEN|ARM_CLIENT_SECRET|AZURE_CLIENT_SECRET)$/i

/** `export TOKEN=$idToken` and its kin. */
export const tokenInEnvironment: LintRule = {
  id: 'L19',
  name: 'token-in-environment',
  title: 'An ID token is put into the environment of programs',
  severity: 'warning',
  confidence: 'medium',
  keepsToken: true,
  reason:
    'A program reads its environment when it starts, and keeps that one token for as long as it runs. It has expired when the program needs it a second time.',
  cure: 'Let programs read the file that AZURE_FEDERATED_TOKEN_FILE names, which MintwellAzureCLI and `mintwell exec` keep fresh; or set `budget` to the time until the last use.',
  *check({ steps }) {
    for (const step of steps) {
      if (hasBudget(step)) continue
      for (const script of step.scripts)
        for (const { command, assignment } of script.tokenUses) {
          if (assignment?.kind !== 'environment' || OTHERS.test(assignment.name)) continue
          yield inScript(
            step,
            script,
            command.start,
            command.end,
            `the ID token is put into the environment as ${assignment.name}`,
          )
        }
    }
  },
}
