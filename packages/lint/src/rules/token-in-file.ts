import type { ScriptTokenUse } from '../subject/trace-token.ts'
import { hasBudget } from './budget.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

const PRINTERS = /^(?:echo|printf|write-output|print|cat|type)$/
const WRITERS = /^(?:set-content|out-file|add-content|tee|tee-object|new-item)$/
/** No files of anyone's, and files that other rules are about. */
const NO_FILE = /^(?:\/dev\/|&|\d$|\$null|nul$|\$GITHUB_)/i

/** The token in a file of the script's own. */
export const tokenInFile: LintRule = {
  id: 'L20',
  name: 'token-in-file',
  title: 'A script writes its ID token into a file',
  severity: 'warning',
  confidence: 'medium',
  keepsToken: true,
  reason:
    'Nobody refreshes a file that a script writes: whatever reads it later gets the first token. It may also be left on the agent or go into an artifact.',
  cure: 'Use the file that AZURE_FEDERATED_TOKEN_FILE names, which MintwellAzureCLI and `mintwell exec` keep fresh while the step runs and remove at its end.',
  *check({ steps }) {
    for (const step of steps) {
      if (hasBudget(step)) continue
      for (const script of step.scripts)
        for (const use of script.tokenUses) {
          const file = fileOf(use)
          if (file !== undefined)
            yield inScript(step, script, use.command.start, use.command.end, `the ID token is written into '${file}'`)
        }
    }
  },
}

/** The file that a use of the token ends in. */
function fileOf({ command, pipeline, assignment }: ScriptTokenUse): string | undefined {
  if (assignment) return undefined
  const { program, words, redirects } = command
  if (WRITERS.test(program) && program !== 'new-item')
    return words.find(({ text }, index) => index > 0 && !text.startsWith('-'))?.text ?? 'a file'
  const prints = PRINTERS.test(program) || /^[$"(@]/.test(words[0]?.text ?? '')
  if (!prints) return undefined
  const target = redirects.find(
    ({ operator, target: { text } }) => operator.includes('>') && !/^2/.test(operator) && !NO_FILE.test(text),
  )
  if (target) return target.target.text
  // What comes right behind it gets the token as it is.
  const next = pipeline[pipeline.indexOf(command) + 1]
  if (!next) return undefined
  if (WRITERS.test(next.program)) return next.words.at(-1)?.text ?? 'a file'
  const written =
    next.program === 'tr' || next.program === 'cat'
      ? next.redirects.find(({ operator }) => operator.startsWith('>'))
      : undefined
  return written && !NO_FILE.test(written.target.text) ? written.target.text : undefined
}
