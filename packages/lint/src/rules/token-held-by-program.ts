import type { ShellCommand } from '../shell/shell-command.ts'
import { hasBudget } from './budget.ts'
import { isProgram } from './programs.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

/** Programs that use a token at once, or only look at it. */
const AT_ONCE =
  /^(?:curl|wget|http|https|az|mintwell|gcloud|aws|jq|base64|basenc|cut|tr|grep|egrep|sed|awk|head|tail|wc|sha\d+sum|md5sum|openssl|cat|tee|xargs|sort|fold|cmp|diff|expr|which|date)$/
const LOGIN = /^(?:login|write|auth|sts|token)$/

/** The token in an argument of a program that runs on with it. */
export const tokenHeldByProgram: LintRule = {
  id: 'L22',
  name: 'token-held-by-program',
  title: 'A program gets an ID token and keeps it while it runs',
  severity: 'warning',
  confidence: 'medium',
  keepsToken: true,
  reason:
    'The program has that one token for as long as it runs and cannot get another. Where it makes an exchange later, or a second one, the token has expired.',
  cure: 'Let it read the file that AZURE_FEDERATED_TOKEN_FILE names, run it under `mintwell exec`, or set `budget` to the time until its last use.',
  *check({ steps }) {
    for (const step of steps) {
      if (hasBudget(step)) continue
      for (const script of step.scripts)
        for (const { command, word } of script.tokenUses) {
          if (command.words.indexOf(word) < 1 || !isProgram(command.program, script) || usesAtOnce(command, word.text))
            continue
          yield inScript(
            step,
            script,
            command.start,
            command.end,
            `'${command.program}' gets the ID token and has it for as long as it runs`,
          )
        }
    }
  },
}

function usesAtOnce({ program, words }: ShellCommand, word: string): boolean {
  // Terraform's `oidc_token` has a rule of its own.
  return AT_ONCE.test(program) || words.slice(1, 3).some(({ text }) => LOGIN.test(text)) || /\boidc_token=/.test(word)
}
