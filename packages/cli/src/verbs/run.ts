import { readFileSync } from 'node:fs'
import {
  builtInDefinitions,
  createCatalog,
  formatPipelineError,
  PipelineError,
  type Plan,
  planPipeline,
  type TaskCatalog,
} from '@mintwell/pipeline'
import { LogPrinter } from '../run/print-log.ts'
import { type QueuedRun, queueRuns } from '../run/queue.ts'
import type { RunRecord } from '../run/record.ts'
import { type RunArguments, readRunArguments } from '../run/run-arguments.ts'
import type { SessionObserver, SessionRequest } from '../run/session.ts'
import { type FileSettings, readSettings, SettingsError } from '../run/settings-file.ts'
import { splitRoute } from '../run/split-route.ts'
import type { Io, Verb } from '../verb.ts'

const usage =
  'mintwell run FILE [--at TIME… | --start TIME --runs N --every 24h | --schedule --until 3d] [--fault NAME[:key=value,…]]… [--json | --jsonl]'

export const run: Verb = {
  name: 'run',
  usage,
  summary: 'Run a pipeline here, against the lab',
  help: `Runs an Azure Pipelines file on this machine, its steps as real processes, against an offline lab: an issuer of ID tokens
like Azure DevOps, a token service like Entra, and a clock that leaps over sleep.

Usage: ${usage}

When
  (nothing)                     one manual run, the lab's clock set to now
  --at TIME                     a run at this instant; repeatable
  --start TIME --runs N --every D   N runs, from TIME (default: now), one every D (such as 24h)
  --schedule --until D|TIME     the runs of the file's own schedules, from --start (default: now) until then
  --real-time                   no lab clock: sleeping takes as long as it takes

What goes wrong
  --fault NAME[:key=value,…]    switch a fault on; repeatable
  --list-faults                 the faults, a line each
  --issuer entra|ado            who issues ID tokens (default: entra)

Output
  --json                        one document on stdout, the log on stderr
  --jsonl                       the events on stdout, one a line, the log on stderr

The steps
  --var NAME=VALUE              a variable of the run; repeatable
  --pass-env NAME               give the steps this variable of your environment; repeatable
  --allow-host HOST             let the steps reach this public host; repeatable
  --route HOST=URL              send this public host to a service of your own; repeatable
  --config FILE                 settings, instead of the mintwell.yml beside the pipeline
  --parallel                    run jobs that do not depend on each other at the same time
  --keep                        keep the workspaces
  --debug                       show debug lines

Exit code: 0 all runs succeeded; 1 a run failed or was canceled; 2 wrong use, or a file that cannot be planned; 3 the environment is broken.
`,
  async run(argv, io) {
    const args = readRunArguments(argv)
    if (args === 'list-faults') return listFaults(io)
    let planned: Planned
    try {
      planned = await prepare(args, io)
    } catch (error) {
      const text = describePlanError(error)
      if (text === undefined) throw error
      io.stderr.write(`${text}\n`)
      return 2
    }
    return execute(args, planned, io)
  },
}

interface Planned {
  readonly plan: Plan
  readonly catalog: TaskCatalog
  readonly runs: readonly QueuedRun[]
  readonly settings: FileSettings
  readonly routes: ReadonlyMap<string, URL>
}

/** Everything that can be wrong with what the user gave is found here, before anything is started. */
async function prepare(args: RunArguments, io: Io): Promise<Planned> {
  const catalog = createCatalog(builtInDefinitions)
  const plan = planPipeline(readFileSync(args.file, 'utf8'), { file: args.file, catalog })
  const settings = await readSettings(args.file, args.config)
  const runs = queueRuns(args.when, plan, io.clock)
  const routes = new Map<string, URL>()
  for (const [host, url] of [...Object.entries(settings.routes ?? {}), ...args.routes.map(splitRoute)])
    routes.set(host.toLowerCase(), new URL(url))
  if (args.faults.length > 0) {
    const { parseFault } = await import('@mintwell/lab')
    for (const fault of args.faults) parseFault(fault)
  }
  return { plan, catalog, runs, settings, routes }
}

/** The text of an error that is the user's to mend; undefined for any other. */
function describePlanError(error: unknown): string | undefined {
  if (error instanceof PipelineError) return formatPipelineError(error)
  if (error instanceof SettingsError) return error.message
  if (error instanceof Error && error.name === 'LabError') return `mintwell run: ${error.message}`
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `${path}: there is no such file.`
  if (code === 'EISDIR') return `${path ?? 'the path'}: this is a folder; a pipeline file is needed.`
  if (code === 'EACCES') return `${path}: this file may not be read.`
  return undefined
}

async function execute(args: RunArguments, planned: Planned, io: Io): Promise<number> {
  const log = args.output === 'text' ? io.stdout : io.stderr
  const note = (text: string) => void io.stderr.write(`lab: ${text}\n`)
  note(
    `steps run on this machine, in a HOME and workspace of their own; of the network they reach the lab${args.allowHosts.length > 0 ? ` and ${args.allowHosts.join(', ')}` : ' alone'}`,
  )
  const printer = new LogPrinter((text) => void log.write(text), (log as { isTTY?: boolean }).isTTY === true)
  const events =
    args.output === 'jsonl' ? (event: unknown) => void io.stdout.write(`${JSON.stringify(event)}\n`) : undefined
  const observer: SessionObserver = {
    onRun: ({ number, reason, queuedAt }) => {
      printer.runStarted(number, reason, Date.parse(queuedAt))
      events?.({ kind: 'run-started', run: number, reason, queuedAt })
    },
    onEvent: (event, number) => {
      printer.event(event)
      events?.({ run: number, ...event, at: new Date(event.at).toISOString() })
    },
    onLabEvent: (event) => {
      if (event.kind === 'connection-provisioned')
        note(
          `the service connection '${event.connection}' was not configured: it is made, with an app registration and its federated credential`,
        )
      if (event.kind === 'service-failed') note(`a service of the lab failed (${event.service}): ${event.message}`)
      events?.({ ...event, at: new Date(event.at).toISOString() })
    },
    onNote: note,
    onRunEnd: (record) =>
      events?.({
        kind: 'run-finished',
        run: record.number,
        result: record.result,
        receipts: record.receipts,
        exchanges: record.exchanges,
      }),
  }
  const { runSession } = await import('../run/session.ts')
  const request: SessionRequest = { ...args, ...planned }
  const records = await runSession(request, observer, io)
  if (args.output === 'json')
    io.stdout.write(`${JSON.stringify({ schema: 1, pipeline: args.file, runs: records }, null, 2)}\n`)
  if (args.output === 'text') {
    const { summaryTables } = await import('../run/print-tables.ts')
    io.stdout.write(`\n${summaryTables(records)}`)
  }
  return allSucceeded(records) && records.length === planned.runs.length ? 0 : 1
}

function allSucceeded(records: readonly RunRecord[]): boolean {
  return records.every(({ result }) => result === 'succeeded' || result === 'succeededWithIssues')
}

async function listFaults(io: Io): Promise<number> {
  const { faultList } = await import('@mintwell/lab')
  for (const { name, summary, inCloud, parameters } of faultList) {
    const keys = Object.entries(parameters).map(([key, parameter]) => `${key}=${parameter.default}`)
    io.stdout.write(`${name}${keys.length > 0 ? `:${keys.join(',')}` : ''}\n  ${summary}\n  In the cloud: ${inCloud}\n`)
  }
  return 0
}
