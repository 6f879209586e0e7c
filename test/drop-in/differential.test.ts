import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../mintwell.ts'
import { bundleTask } from './bundled-task.ts'
import { runStep, type StepRequest, type StepRun } from './run-step.ts'
import { endpointOf, type Scenario, scenarios } from './scenarios.ts'
import { openTokenService, type TokenServiceStandIn } from './token-service.ts'

let bundle: Awaited<ReturnType<typeof bundleTask>>
let service: TokenServiceStandIn
beforeAll(async () => {
  bundle = await bundleTask('MintwellAzureCLIV1')
  service = await openTokenService()
})
afterAll(async () => {
  bundle?.remove()
  await service?.close()
})

function run(scenario: Scenario, task: StepRequest['task']): Promise<StepRun> {
  const { inputs, env, sources, endpoint = endpointOf('WorkloadIdentityFederation') } = scenario
  return runStep({ task, inputs, endpoint, service, ...(env ? { env } : {}), ...(sources ? { sources } : {}) })
}

/** Runs both, with the same service and what it answers in this case. */
async function runBoth(scenario: Scenario, their: StepRequest['task']): Promise<readonly [StepRun, StepRun]> {
  const { answers } = scenario
  const healthy = service.answer
  if (answers) service.answer = () => answers
  try {
    return await Promise.all([run(scenario, their), run(scenario, { folder: bundle.directory })])
  } finally {
    service.answer = healthy
  }
}

/** Texts that name the directories of a run, its times and its secrets differ between any two runs. */
function neutral(text: string, { directory }: StepRun): string {
  return text
    .replaceAll(directory, '<run>')
    .replace(/jobs\/job-\w+/g, 'jobs/<job>')
    .replace(/_temp\/(\.azclitask|\.?mintwell-[\w-]+)(\/azureclitaskscript)?/g, '_temp/<step>$2')
    .replace(/_temp\/azureclitaskscript/g, '_temp/<step>/azureclitaskscript')
    .replace(/azureclitaskscript\d+/g, 'azureclitaskscript<time>')
    .replace(/<step>\/config/g, '<step>')
}

/** What the script and the task itself wrote: without the agent's header, calls of az before the script, and what says how the token was come by. */
function visible(step: StepRun): readonly string[] {
  const lines = step.lines.map((line) => neutral(line, step))
  const rule = '='.repeat(78)
  const header = lines.lastIndexOf(rule)
  return lines
    .slice(header + 1)
    .filter(
      (line) =>
        !/^(mintwell: |Setting active cloud to: |<run>\/bin\/az )/.test(line) && line !== '[ "output of az login" ]',
    )
}

/** What only steps of a task's own process have (the agent's variables of a task), and what differs in any two runs. */
const OF_THE_HOST =
  /^(INPUT_|TASK_|SYSTEM_TASK|ENDPOINT_URL_SYSTEMVSSCONNECTION$|VSTS_PROCESS_LOOKUP_ID$|ENDPOINT_DATA_.*_(?!ENVIRONMENT|SUBSCRIPTIONID)|_$|AGENT_PROXY|OLDPWD$|MINTWELL_GUARD_)/
/** The variables that the drop-in adds or leads elsewhere: the table of docs/parity-azure-cli.md. */
const ADDED = [
  'MINTWELL_ID_TOKEN_FILE',
  'AZURE_CLIENT_ID',
  'AZURE_TENANT_ID',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_AUTHORITY_HOST',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
]
const LED_ELSEWHERE = ['PATH', 'SYSTEM_OIDCREQUESTURI']

function environmentOf(step: StepRun): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(step.environment)
      .filter(([name]) => !OF_THE_HOST.test(name) && !ADDED.includes(name) && !LED_ELSEWHERE.includes(name))
      .map(([name, value]) => [name, neutral(value, step)]),
  )
}

/** The calls of az, without those that end a session: the step's own configuration is removed instead. */
function azCallsOf(step: StepRun): readonly string[] {
  return step.azCalls
    .map((call) => neutral(call, step).replace(' --output none', ''))
    .filter((call) => !/^(account clear|devops configure --defaults project= organization=|--version)/.test(call))
}

const parity = readFileSync(join(root, 'docs/parity-azure-cli.md'), 'utf8')

function compare(scenario: Scenario, theirs: StepRun, ours: StepRun): void {
  const { differs = [], expected } = scenario
  for (const row of differs) expect(parity, `docs/parity-azure-cli.md has no row ${row}`).toContain(`\`${row}\``)
  if (expected) expect(ours).toMatchObject(expected)
  if (differs.length === 0) {
    expect(ours.result).toBe(theirs.result)
    expect(ours.issues.map((text) => neutral(text, ours))).toEqual(theirs.issues.map((text) => neutral(text, theirs)))
    const inOrder = (lines: readonly string[]) => (scenario.unordered ? [...lines].sort() : lines)
    expect(inOrder(visible(ours))).toEqual(inOrder(visible(theirs)))
    if (ours.azCalls.length > 0) expect(azCallsOf(ours)).toEqual(azCallsOf(theirs))
  }
  const without = (environment: Readonly<Record<string, string>>) =>
    differs.includes('certificate-key') ? { ...environment, servicePrincipalKey: undefined } : environment
  expect(without(environmentOf(ours))).toEqual(without(environmentOf(theirs)))
  expect(ours.left.filter((name) => name !== '.taskkey')).toEqual([])
}

describe('the drop-in beside AzureCLI', () => {
  it.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
    'ends, says and gives the same: %s',
    async (_, scenario) => {
      const [theirs, ours] = await runBoth(scenario, { builtIn: `AzureCLI@${scenario.major ?? 2}` })
      compare(scenario, theirs, ours)
    },
  )
})

/** A folder with a copy of Microsoft's task, built. */
const reference = process.env.MINTWELL_REFERENCE_TASK
describe.skipIf(!reference)("the drop-in beside Microsoft's own task (MINTWELL_REFERENCE_TASK)", () => {
  it.each(scenarios.filter(({ major = 2 }) => major !== 1).map((scenario) => [scenario.title, scenario] as const))(
    'ends and gives the same as the real one: %s',
    async (_, scenario) => {
      const [theirs, ours] = await runBoth(scenario, { folder: resolve(reference ?? '') })
      if (!scenario.differs) expect(ours.result).toBe(theirs.result)
      const { servicePrincipalKey: _ours, ...mine } = environmentOf(ours)
      const { servicePrincipalKey: _theirs, ...real } = environmentOf(theirs)
      expect(mine).toEqual(real)
    },
  )
})
