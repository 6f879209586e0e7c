import { atStep } from './report.ts'
import type { LintRule } from './rule.ts'
import { readsConnection, scriptWithoutAz } from './without-az.ts'

/** AzureCLI around a script that uses nothing of it. */
export const unneededLogin: LintRule = {
  id: 'L23',
  name: 'unneeded-login',
  title: 'AzureCLI logs in and nobody needs the login',
  severity: 'note',
  confidence: 'high',
  reason:
    'Each login takes about three seconds, a token and an exchange that can fail. The script uses neither az nor the variables of the connection.',
  cure: 'Use a Bash, PowerShell or script step.',
  *check({ steps }) {
    for (const step of steps) {
      const script = scriptWithoutAz(step)
      // An empty script may stand for a reference to the connection.
      if (!script || readsConnection(script) || /oidc|AZURE_/i.test(script.text)) continue
      if (
        /^\s*(?:exit 0|true|:|echo\b[^\n]*)?\s*$/.test(script.text) ||
        step.plan.condition?.trim().toLowerCase() === 'false'
      )
        continue
      yield atStep(step, 'the script uses neither az nor anything of the connection: the login of az is not needed')
    }
  },
}
