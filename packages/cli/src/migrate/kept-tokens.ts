import type { Exposed } from './exposed.ts'
import type { TaskReference } from './read-tasks.ts'

/** A way for a script to keep the ID token that it was handed. */
export interface KeepingRule {
  readonly id: string
  /** Whether a command keeps the token; `token` matches what holds it in this script: `$idToken`, or a variable that was set from it. */
  readonly keeps: (command: string, token: string) => boolean
  /** What the command does, and what to do instead. */
  readonly reason: string
}

const FILE = 'the file that AZURE_FEDERATED_TOKEN_FILE names, which is kept fresh while the step runs'
const BUDGET = 'set `budget` to the time until the last use (such as `budget: 30m`)'

const has = (pattern: (token: string) => string) => (command: string, token: string) =>
  new RegExp(pattern(token), 'i').test(command)

/** Programs that use a token at once, as the drop-in proves it, or only look at it. */
const AT_ONCE =
  /^(?:curl|wget|http|https|Invoke-\w+|echo|printf|Write-\w+|jq|base64|test|\[+|if|elif|while|until|mintwell)$/i

/** The ways, the more exact first; a command is named by the first that it matches. Add one here, and a case in the test. */
export const keepingRules: readonly KeepingRule[] = [
  {
    id: 'set-variable',
    keeps: has((token) => String.raw`##vso\[task\.setvariable[^\]\n]*\][^\n]*(?:${token})`),
    reason: `makes a pipeline variable of $idToken, which nothing can refresh: ${BUDGET}, or take the token in the step that uses it`,
  },
  {
    id: 'backend-config',
    keeps: has((token) => String.raw`-(?:backend-config|var)[= ]["']?\w*oidc_token=["']?(?:${token})`),
    reason: `gives $idToken to Terraform, which keeps it for its whole run (a backend's configuration even in the plan): give oidc_token_file_path with ${FILE}`,
  },
  {
    id: 'az-login',
    keeps: has((token) => String.raw`\baz\s+login\b.*--federated-token[= ]["']?(?:${token})`),
    reason:
      'logs in with $idToken a second time, and az presents it again when its access token expires: leave the line out, MintwellAzureCLI has logged in and keeps the login fresh',
  },
  {
    id: 'environment',
    keeps: has(
      (token) =>
        String.raw`(?:\b(?:export|env|declare\s+-\w*x\w*)\s+(?:\w+=\S*\s+)*\w+=|^\s*(?:\w+=\S*\s+)*\w+=(?=\S+\s+[\w./]))["']?(?:${token})|\$env:\w+\s*=\s*["']?(?:${token})|^\s*set\s+"?\w+=(?:${token})`,
    ),
    reason: `copies $idToken into an environment variable, which the programs started after it read for as long as they run: let them read ${FILE}, or ${BUDGET}`,
  },
  {
    id: 'file',
    keeps: has(
      (token) =>
        String.raw`(?:${token}).*(?:(?<![&\d])>{1,2}\s*(?!&|/dev/)\S|\|\s*(?:tee|Out-File|Set-Content)\b)|\b(?:Set-Content|Out-File|Add-Content)\b.*(?:${token})`,
    ),
    reason: `writes $idToken into a file of its own, which nothing refreshes: use ${FILE}`,
  },
  {
    id: 'argument',
    keeps: (command, token) => {
      const program = /^\s*(?:sudo\s+|time\s+|exec\s+|&\s*)*([^\s=]+)(?=\s)/.exec(command)?.[1]
      return program !== undefined && !AT_ONCE.test(program) && new RegExp(`\\s\\S*(?:${token})`, 'i').test(command)
    },
    reason: `passes $idToken to a program, which has that one token for as long as it runs: let it read ${FILE}, run it under \`mintwell exec\`, or ${BUDGET}`,
  },
]

const ID_TOKEN = String.raw`\$\{?idToken\b\}?|\$\{?env:idToken\b\}?|%idToken%|\$\(idToken\)`
/** A variable of the shell that is set from the token, and nothing else on the line. */
const COPY = (token: string) =>
  new RegExp(
    String.raw`^\s*(?:(?:local|readonly|export|set)\s+)?\$?(?:env:)?(\w+)\s*=\s*["']?(?:${token})["']?\s*;?$`,
    'i',
  )
/** More copies of copies than that are no script that anyone wrote. */
const MOST_COPIES = 20

/** The ways in which steps keep their ID token beyond the moment at which the drop-in proves it. A step with a `budget` has its token proven for that time. */
export function keptTokens(tasks: readonly TaskReference[]): readonly Exposed[] {
  return tasks.flatMap((task) => {
    if (!/^(?:Mintwell)?AzureCLI@/i.test(task.name) || task.inputs.has('budget')) return []
    const script = task.inputs.get('inlinescript') ?? ''
    const { line, column, name } = task
    return keepingOf(script).map((rule) => ({ line, column, task: name, reason: `its script ${rule.reason}` }))
  })
}

/** The rules that a script meets, each once. */
export function keepingOf(script: string): readonly KeepingRule[] {
  const commands = commandsOf(script)
  const token = tokenOf(commands)
  const isIt = new RegExp(token, 'i')
  const met = commands.filter((command) => isIt.test(command)).map((command) => ruleOf(command, token))
  return keepingRules.filter((rule) => met.includes(rule))
}

function ruleOf(command: string, token: string): KeepingRule | undefined {
  return keepingRules.find(({ keeps }) => keeps(command, token))
}

/** The commands of a script, without comments; a command that goes on in the next line is one. */
function commandsOf(script: string): readonly string[] {
  return script
    .replace(/[\\`^]\r?\n\s*/g, ' ')
    .split(/\r?\n|;(?=\s)|&&|\|\|/)
    .filter((line) => !/^\s*(?:#(?!#vso)|::|rem\b)/i.test(line))
}

/** What matches the token in these commands: its own names, and those of the variables that were set from it. */
function tokenOf(commands: readonly string[]): string {
  let token = ID_TOKEN
  const names = new Set<string>()
  for (const command of commands) {
    const name = COPY(token).exec(command)?.[1]
    if (name === undefined || names.has(name) || names.size >= MOST_COPIES) continue
    names.add(name)
    token += String.raw`|\$\{?(?:env:)?${name}\b\}?|%${name}%`
  }
  return token
}
