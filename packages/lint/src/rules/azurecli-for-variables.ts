import { atStep } from './report.ts'
import type { LintRule } from './rule.ts'
import { readsConnection, scriptWithoutAz } from './without-az.ts'

/** AzureCLI that is there for `$idToken` alone. */
export const azureCliForVariables: LintRule = {
  id: 'L10',
  name: 'azurecli-for-variables',
  title: 'AzureCLI is used for its variables alone',
  severity: 'note',
  confidence: 'high',
  reason:
    'The task logs az in before the script runs, which takes about three seconds and a token exchange. A script that needs only the token or the ids can do without.',
  cure: 'Use a Bash step with `SYSTEM_ACCESSTOKEN: $(System.AccessToken)` in `env:` and ask `$SYSTEM_OIDCREQUESTURI`, or `mintwell token`; keep a reference to the service connection in the stage (rule L16).',
  *check({ steps }) {
    for (const step of steps) {
      const script = scriptWithoutAz(step)
      if (script && readsConnection(script))
        yield atStep(
          step,
          'the script uses the variables of the connection and never az: the login of az is not needed',
        )
    }
  },
}
