import type { LintScript } from '../subject/lint-script.ts'
import { type LintStep, type LintSubject, repositoryPath } from '../subject/lint-subject.ts'
import { inputOf } from '../subject/script-inputs.ts'
import { insertEnvironment } from './insert-environment.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'

const NAME = 'SYSTEM_ACCESSTOKEN'
/** What asks for ID tokens with the job's token: Azure's SDKs, the request address itself. */
const ASKS = /SYSTEM_OIDCREQUESTURI|System\.OidcRequestUri|AzurePipelinesCredential|\bazure_pipelines_credential\b/i
/** Terraform's provider and backend with the connection's id ask by themselves. */
const TERRAFORM_ID = /^(?:ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID|ARM_OIDC_AZURE_SERVICE_CONNECTION_ID)$/i
/** Programs that are called with a file of the repository. */
const INTERPRETERS = /^(?:node|python3?|pwsh|bash|sh|tsx|deno|bun|ruby)$/

/** A script that asks for ID tokens, and a step that does not map `System.AccessToken`. */
export const accessTokenNotMapped: LintRule = {
  id: 'L11',
  name: 'access-token-not-mapped',
  title: 'A step asks for ID tokens without the job token',
  severity: 'error',
  confidence: 'high',
  reason:
    "Azure DevOps gives an ID token only to who shows the job's token, and a script has that only where the step maps it: it is a secret variable, and those are in no environment by themselves.",
  cure: 'Add `SYSTEM_ACCESSTOKEN: $(System.AccessToken)` to `env:` of the step.',
  *check(subject) {
    const everywhere = subject.variables.some(({ variable }) => /^SYSTEM[._]ACCESSTOKEN$/i.test(variable.name))
    if (everywhere) return
    for (const step of subject.steps) {
      if (isMapped(step)) continue
      for (const script of step.scripts) {
        const found = whatAsks(script, step, subject)
        if (!found || isGiven(step, script)) continue
        const fix = insertEnvironment(step, NAME, '$(System.AccessToken)', subject.sources)
        yield {
          ...inScript(
            step,
            script,
            found.start,
            found.end,
            `'${found.what}' needs the job token, and the step does not map it`,
          ),
          ...(fix && { fix: { description: 'map System.AccessToken in env', safe: true, edits: [fix] } }),
        }
      }
    }
  },
}

function isMapped({ plan }: LintStep): boolean {
  return [...Object.entries(plan.env)].some(
    ([name, value]) => name.toUpperCase() === NAME || /\$\(System\.AccessToken\)/i.test(value),
  )
}

/** The script itself has the token, by a macro or as an argument. */
function isGiven({ plan }: LintStep, { text }: LintScript): boolean {
  return (
    /\$\(System\.AccessToken\)/i.test(text) ||
    /\$\(System\.AccessToken\)/i.test(inputOf(plan, 'arguments', 'scriptArguments') ?? '')
  )
}

interface Asks {
  readonly what: string
  readonly start: number
  readonly end: number
}

function whatAsks(script: LintScript, step: LintStep, subject: LintSubject): Asks | undefined {
  for (const line of linesOf(script)) {
    const match = ASKS.exec(line.text)
    if (match)
      return { what: match[0], start: line.start + match.index, end: line.start + match.index + match[0].length }
  }
  return terraformAsks(script, step) ?? fileAsks(script, step, subject)
}

/** Lines that are no comments. */
function linesOf({ text, dialect }: LintScript): readonly { readonly text: string; readonly start: number }[] {
  const comment = dialect === 'batch' ? /^\s*(?:rem\b|::)/i : /^\s*#/
  let start = 0
  return text.split('\n').flatMap((line) => {
    const at = start
    start += line.length + 1
    return comment.test(line) ? [] : [{ text: line, start: at }]
  })
}

function terraformAsks(script: LintScript, { plan }: LintStep): Asks | undefined {
  const name = Object.keys(plan.env).find((each) => TERRAFORM_ID.test(each))
  const has = Object.keys(plan.env).some((each) => /^ARM_OIDC_(?:REQUEST_TOKEN|TOKEN|TOKEN_FILE_PATH)$/i.test(each))
  const command =
    name === undefined || has
      ? undefined
      : script.allCommands.find(({ program }) => /^(?:terraform|tofu|terragrunt)$/.test(program))
  return command && name !== undefined ? { what: name, start: command.start, end: command.end } : undefined
}

/** A file of the repository that the script runs, where it can be read. */
function fileAsks(script: LintScript, { plan }: LintStep, { readFile }: LintSubject): Asks | undefined {
  if (!/\.(?:[cm]?[jt]s|py|ps1|sh|rb)\b/.test(script.text)) return undefined
  for (const { program, words, start, end } of script.calls) {
    const names = [...(INTERPRETERS.test(program) ? words.slice(1) : []), ...words.slice(0, 1)]
    const file = names.map(({ text }) => text).find((text) => /\.(?:[cm]?[jt]s|py|ps1|sh|rb)$/.test(text))
    const path = file === undefined ? undefined : repositoryPath(file, inputOf(plan, 'workingDirectory', 'cwd'))
    const text = path === undefined ? undefined : readFile(path)
    const match = text === undefined ? undefined : ASKS.exec(text)
    if (match && !/SYSTEM_ACCESSTOKEN\s*=\s*["']?\$\(/.test(text ?? ''))
      return { what: `${match[0]} in ${path}`, start, end }
  }
  return undefined
}
