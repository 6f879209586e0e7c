import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintwell, mintwellBin, temporaryDirectory } from '../mintwell.ts'

/** What `mintwell doctor --json` prints, as far as tests read it. */
export interface DoctorDocument {
  readonly schema: number
  readonly mechanism: string
  readonly findings: readonly {
    readonly id: string
    readonly severity: string
    readonly message: string
    readonly cure: string | null
  }[]
}

/** The ways in which a script gets its token, each as a step that runs the doctor after so many seconds. */
const ways = {
  'AzureCLI@2': azureCli('AzureCLI@2', ''),
  'AzureCLI@2 that keeps its session': azureCli('AzureCLI@2', 'keepAzSessionActive: true'),
  'the drop-in that refreshes': azureCli('MintwellAzureCLI@1', 'refresh: true'),
  'the drop-in that does not refresh': azureCli('MintwellAzureCLI@1', 'refresh: false'),
  'mintwell exec': (name: string, script: string) => `
  - bash: |
      '${process.execPath}' '${mintwellBin}' exec --connection conn -- bash -c '${script}'
    displayName: ${name}
    condition: always()
    env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`,
} as const

export type Way = keyof typeof ways

/** All of them. */
export const allWays = Object.keys(ways) as Way[]

function azureCli(task: string, input: string) {
  return (name: string, script: string) => `
  - task: ${task}
    displayName: ${name}
    condition: always()
    inputs:
      azureSubscription: conn
      addSpnToEnvironment: true
      scriptType: bash
      scriptLocation: inlineScript
      ${input}
      inlineScript: |
        ${script}
    env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`
}

/** Runs one job with a step for each way, and gives what the doctor said in each, and the whole log. */
export async function runDoctors(
  given: readonly Way[],
  {
    issuer,
    sleepSeconds = 0,
    faults = [],
  }: { readonly issuer: 'entra' | 'ado'; readonly sleepSeconds?: number; readonly faults?: readonly string[] },
): Promise<{ readonly said: ReadonlyMap<Way, DoctorDocument>; readonly log: string }> {
  const folder = temporaryDirectory()
  const doctor = `"${process.execPath}" "${mintwellBin}" doctor --json | tr -d "\\n"`
  const script = (way: Way) => `sleep ${sleepSeconds}; echo "said ${allWays.indexOf(way)} $(${doctor})"`
  const steps = given.map((way) => ways[way](way, script(way)))
  writeFileSync(
    join(folder, 'azure-pipelines.yml'),
    `jobs:\n- job: Job\n  timeoutInMinutes: 0\n  steps:\n  - checkout: none${steps.join('')}\n`,
  )
  writeFileSync(join(folder, 'mintwell.yml'), `issuer: ${issuer}\nazureCli:\n  login: lazy\n`)
  const args = ['run', join(folder, 'azure-pipelines.yml'), ...faults.flatMap((fault) => ['--fault', fault])]
  const { stdout, stderr } = await mintwell(args, { cwd: folder })
  const log = stdout + stderr
  const said = [...log.matchAll(/^said (\d+) (\{.*\})$/gm)].map(
    ([, index, text]) => [allWays[Number(index)] as Way, JSON.parse(text ?? '') as DoctorDocument] as const,
  )
  return { said: new Map(said), log }
}
