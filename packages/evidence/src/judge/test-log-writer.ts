import type { LogFile } from '../gather/read-logs.ts'

// Writes logs as agents write them, for the tests: stamps of seven digits, sections, headers of tasks, the lines of `Initialize job`. What happened in a run is told by whoever calls.

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** A stamp of the agent. */
export const stampOf = (at: number) => new Date(at).toISOString().replace(/Z$/, '1234Z')
/** Entra's way to write an instant in a message. */
export const entraTime = (at: number) => new Date(at).toISOString().replace(/Z$/, '0000Z')
const isoSeconds = (at: number) => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** The times of a token as it says them. */
export interface WrittenToken {
  readonly nbf: number
  readonly exp: number
}

/** A token of Entra's: a day from its mint, dated back by five minutes. */
export const entraToken = (minted: number): WrittenToken => ({
  nbf: floor(minted) - 5 * MINUTE,
  exp: floor(minted) + DAY,
})
/** A token of Azure DevOps' own issuer: ten minutes. */
export const adoToken = (minted: number): WrittenToken => ({ nbf: floor(minted), exp: floor(minted) + 10 * MINUTE })

const floor = (at: number) => Math.floor(at / SECOND) * SECOND

/** One step: its lines with their instants. */
export interface WrittenStep {
  readonly name: string
  readonly lines: readonly (readonly [at: number, text: string])[]
  readonly startedAt: number
  readonly finishedAt: number
}

const RULE = '='.repeat(78)

/** A step with its header and what it printed. */
export function step(
  name: string,
  task: readonly [string, string],
  startedAt: number,
  lines: WrittenStep['lines'],
): WrittenStep {
  const header = [
    RULE,
    `Task         : ${task[0]}`,
    'Description  : what it does',
    `Version      : ${task[1]}`,
    'Author       : Microsoft Corporation',
    'Help         : https://docs.microsoft.com/azure',
    RULE,
  ]
  const all: WrittenStep['lines'] = [
    [startedAt, `##[section]Starting: ${name}`],
    ...header.map((text) => [startedAt + 5, text] as const),
    ...lines,
  ]
  const last = all.at(-1)?.[0] ?? startedAt
  return { name, startedAt, finishedAt: last + 20, lines: [...all, [last + 20, `##[section]Finishing: ${name}`]] }
}

/** What an AzureCLI step prints until its script begins; `at` is the login. */
export function login(at: number, options: { readonly debug?: readonly string[] } = {}): WrittenStep['lines'] {
  return [
    [at - 3 * SECOND, '[command]/usr/bin/az version'],
    [at - 2 * SECOND, 'Setting AZURE_CONFIG_DIR env variable to: /home/vsts/work/_temp/.azclitask'],
    [at - 2 * SECOND, '[command]/usr/bin/az cloud set -n AzureCloud'],
    ...(options.debug ?? []).map((text) => [at - SECOND, `##[debug]${text}`] as const),
    [
      at,
      '[command]/usr/bin/az login --service-principal -u *** --tenant 9122040d-6c67-4c5b-b112-36a304b66dad --allow-no-subscriptions --federated-token ***',
    ],
    [at + 2 * SECOND, '['],
    [at + 2 * SECOND, ']'],
    [at + 3 * SECOND, '[command]/usr/bin/az account set --subscription 5c0e2b1a-9d4f-4e8a-b7c6-001122334400'],
    [at + 4 * SECOND, `[command]/usr/bin/bash /home/vsts/work/_temp/azureclitaskscript${at - 4 * SECOND}.sh`],
  ]
}

/** The report's own lines: what a script prints that decodes its token. */
export function decoded(at: number, { nbf, exp }: WrittenToken): WrittenStep['lines'] {
  return [
    [at, `OIDC token obtained at: ${isoSeconds(at)}`],
    [at, 'Token length: 1527'],
    [at, `Token nbf=${isoSeconds(nbf)} exp=${isoSeconds(exp)} iss=***`],
  ]
}

/** AADSTS700024 at the service's instant, printed by a script at the agent's. */
export function refusedForTime(at: number, { nbf, exp }: WrittenToken, serviceAt = at - 300): WrittenStep['lines'] {
  const text = `AADSTS700024: Client assertion is not within its valid time range. Current time: ${entraTime(serviceAt)}, assertion valid from ${entraTime(nbf)}, expiry time of assertion ${entraTime(exp)}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials . Trace ID: 4b12cc4e-c3e1-46db-8824-01039e9c1a00 Correlation ID: 76f0970f-e2e9-4ac4-85b1-ffb0424c000c Timestamp: ${new Date(serviceAt).toISOString().slice(0, 19).replace('T', ' ')}Z`
  return [
    [at, `##[error]ERROR: ${text}`],
    [at + 10, '##[error]Script failed with exit code: 1'],
  ]
}

/** Another refusal, in these words. */
export function refused(at: number, text: string): WrittenStep['lines'] {
  return [
    [at, `ERROR: ${text}`],
    [at + 10, '##[error]Script failed with exit code: 1'],
  ]
}

/** A run of one job. */
export interface WrittenRun {
  readonly name: string
  readonly startedAt: number
  readonly steps: readonly WrittenStep[]
  readonly isHosted?: boolean
}

/** The first step of a job, in which the agent names itself. */
function initializeJob(startedAt: number, isHosted: boolean): WrittenStep {
  const machine = isHosted
    ? [
        '##[group]Operating System',
        'Ubuntu',
        '24.04.2',
        'LTS',
        '##[endgroup]',
        '##[group]Runner Image',
        'Image: ubuntu-24.04',
        'Version: 20250406.1.0',
        '##[endgroup]',
        "Current image version: '20250406.1.0'",
      ]
    : ["Agent is running behind proxy server: 'http://proxy.example:3128'"]
  const lines = [
    "Agent name: 'Azure Pipelines 3'",
    "Agent machine name: 'runnervm'",
    "Current agent version: '3.251.0'",
    ...machine,
    'Downloading task: AzureCLI (2.268.0)',
  ]
  const name = 'Initialize job'
  return {
    name,
    startedAt,
    finishedAt: startedAt + SECOND,
    lines: [
      [startedAt, `##[section]Starting: ${name}`],
      ...lines.map((text) => [startedAt + 100, text] as const),
      [startedAt + SECOND, `##[section]Finishing: ${name}`],
    ],
  }
}

/** How a run's log is kept. */
export type LogForm = 'job' | 'steps' | 'download' | 'copied' | 'json'

const JOB = 'Nightly'

/** The files of a run, in one of the forms that people have them in, under a folder. */
export function filesOf(run: WrittenRun, form: LogForm, folder = 'logs'): readonly LogFile[] {
  const steps = [initializeJob(run.startedAt, run.isHosted ?? true), ...run.steps]
  const job = [
    [run.startedAt - 10, `##[section]Starting: ${JOB}`] as const,
    // The line of a step is in the job's log as well, a few microseconds later.
    ...steps.flatMap(({ lines }) => lines),
    [(steps.at(-1)?.finishedAt ?? run.startedAt) + 30, `##[section]Finishing: ${JOB}`] as const,
  ]
  if (form === 'job') return [fileOf(`${folder}/${run.name}.txt`, job)]
  if (form === 'copied')
    return [fileOf(`${folder}/${run.name}.txt`, job, ([, text]) => text.replace(/^##\[\w+\]|^\[command\]/, ''))]
  if (form === 'json')
    return [
      fileOf(`${folder}/${run.name}.json`, job, ([at, text]) =>
        JSON.stringify({ timestamp: stampOf(at), message: text }),
      ),
    ]
  const ofSteps = steps.map(({ name, lines }, index) =>
    fileOf(`${folder}/${run.name}/${JOB}/${index + 2}_${name.replace(/[^\w ]/g, '')}.txt`, lines),
  )
  return form === 'steps' ? ofSteps : [fileOf(`${folder}/${run.name}/1_${JOB}.txt`, job), ...ofSteps]
}

function fileOf(
  path: string,
  lines: readonly (readonly [number, string])[],
  write: (line: readonly [number, string]) => string = ([at, text]) => `${stampOf(at)} ${text}`,
): LogFile {
  const text = `${lines.map(write).join('\n')}\n`
  return { path, modifiedAt: null, open: () => [new TextEncoder().encode(text)] }
}

/** A file of text that is no log of a pipeline. */
export function unrelatedFile(path: string, text: string): LogFile {
  return { path, modifiedAt: null, open: () => [new TextEncoder().encode(text)] }
}
