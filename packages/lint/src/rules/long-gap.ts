import type { ShellCommand } from '../shell/shell-command.ts'
import type { LintScript } from '../subject/lint-script.ts'
import { inputOf } from '../subject/script-inputs.ts'
import { connectionOf } from './connections.ts'
import { inScript } from './report.ts'
import type { LintRule } from './rule.ts'
import { setInput } from './set-input.ts'

/** Work that takes minutes, as a rule. */
const LONG =
  /^(?:terraform apply|terraform destroy|tofu apply|tofu destroy|terragrunt apply|terragrunt run-all|az deployment|az aks create|az aks upgrade|az acr build|az webapp deploy|docker build|docker compose|dotnet test|dotnet publish|mvn|gradle|\.\/gradlew|\.\/mvnw|npm test|npm run|npx playwright|pytest|packer build|helm upgrade|helm install|kubectl wait|kubectl rollout|ansible-playbook|azcopy|azd|bicep|pulumi up)\b/
const LONGEST_SLEEP_SECONDS = 300

/** A command of az for something besides ARM has to get a new token with the first assertion. */
const RESOURCES: readonly (readonly [RegExp, string])[] = [
  [/^az keyvault (?:secret|key|certificate)\b/, 'https://vault.azure.net'],
  [
    /^az storage (?:blob|container|file|directory|fs|queue|table|entity|share)\b.*--auth-mode[= ]login/,
    'https://storage.azure.com',
  ],
  [/^az ad\b/, 'https://graph.microsoft.com'],
  [/^az acr (?:login|repository|manifest|import)\b/, 'https://management.azure.com'],
  [/^az (?:devops|boards|pipelines|repos|artifacts)\b/, '499b84ac-1321-427f-aa17-267ca6975798'],
  [/^az monitor log-analytics query\b/, 'https://api.loganalytics.io'],
]
/** Scripts without any of these words ask for nothing besides ARM. */
const WORTH_READING =
  /keyvault|auth-mode|resource|scope|\b(?:ad|acr|devops|boards|pipelines|repos|artifacts|log-analytics)\b/
const NAMED = /^az (?:rest|account get-access-token)\b.*--(?:resource|scope)[= ]["']?(\S+)/
const ARM = 'https://management.azure.com'

/** A first token for another resource after long work. */
export const longGap: LintRule = {
  id: 'L15',
  name: 'long-gap',
  title: 'az asks for another resource after long work',
  severity: 'warning',
  confidence: 'medium',
  reason:
    'az logs in once and gets a token for another resource only when a command needs it, with the ID token of the login. That is valid for some minutes; after long work in between Entra refuses it with AADSTS700024 (Azure/azure-cli#28708).',
  cure: 'Get the token first: `az account get-access-token --resource https://vault.azure.net -o none` before the long work; or set `keepAzSessionActive: true`, or use MintwellAzureCLI.',
  *check({ steps, sources, connections }) {
    for (const step of steps) {
      const scheme = connections.get(connectionOf(step)?.toLowerCase() ?? '')
      // A secret can be shown again at any time.
      const isFederated = scheme === undefined || scheme === 'workloadIdentityFederation'
      const keeps = inputOf(step.plan, 'keepAzSessionActive')?.trim().toLowerCase()
      if (step.task !== 'azurecli' || !isFederated || keeps === 'true') continue
      for (const script of step.scripts) {
        for (const { command, long } of gapsIn(script)) {
          const edit = setInput(step, 'keepAzSessionActive', 'true', sources)
          const message = `'${shortened(textOf(command))}' needs a token for another resource after '${shortened(textOf(long))}'`
          yield {
            ...inScript(step, script, command.start, command.end, message),
            ...(edit && { fix: { description: 'set keepAzSessionActive to true', safe: false, edits: [edit] } }),
          }
        }
      }
    }
  },
}

/** Commands that need a token for another resource for the first time, with the long work before them. */
function* gapsIn(script: LintScript) {
  if (!/\baz\b/.test(script.text) || !WORTH_READING.test(script.text)) return
  const known = new Set([ARM])
  let long: ShellCommand | undefined
  for (const command of script.allCommands) {
    const text = textOf(command)
    const resource = resourceOf(text)
    if (resource !== undefined && !known.has(resource) && long) yield { command, long }
    if (resource !== undefined) known.add(resource)
    if (isLong(text)) long = command
  }
}

function textOf({ program, words }: ShellCommand): string {
  return [program, ...words.slice(1).map(({ text }) => text)].join(' ')
}

function resourceOf(text: string): string | undefined {
  return NAMED.exec(text)?.[1]?.replace(/\/$/, '') ?? RESOURCES.find(([pattern]) => pattern.test(text))?.[1]
}

function isLong(text: string): boolean {
  const [, amount, unit = 's'] = /^(?:start-sleep(?: -s(?:econds)?)?|sleep) (\d+)([smh]?)$/i.exec(text) ?? []
  if (amount === undefined) return LONG.test(text)
  const seconds = Number(amount) * (unit === 'h' ? 3_600 : unit === 'm' ? 60 : 1)
  return seconds >= LONGEST_SLEEP_SECONDS
}

function shortened(text: string): string {
  return text.split(' ').slice(0, 3).join(' ')
}
