import { parseArgs } from 'node:util'
import { parseInstant } from '@mintwell/clock'
import { createCatalog } from '@mintwell/language'
import { checkAllowedHosts } from '../run/allowed-hosts.ts'
import { describeBadInput, executeRuns } from '../run/execute-runs.ts'
import { currentBranch } from '../run/git-repository.ts'
import { queueRuns } from '../run/queue.ts'
import { readRoutes } from '../run/routes.ts'
import { readOutput, withEventsFile } from '../run/run-arguments.ts'
import type { RunOutput } from '../run/run-output.ts'
import type { SessionRequest } from '../run/session-parts.ts'
import { readSettings } from '../run/settings-file.ts'
import { loadTask } from '../run/task-folders.ts'
import { taskPlan, unusedConnections } from '../run/task-plan.ts'
import { say } from '../say.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell task run DIR [--input NAME=VALUE]… [--connection NAME]… [--variable NAME=VALUE]… [--secret NAME=VALUE]… [--fault NAME[:key=value,…]]… [--json] [--jsonl[=FILE]]'

const OPTIONS = {
  input: { type: 'string', multiple: true },
  connection: { type: 'string', multiple: true },
  variable: { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  issuer: { type: 'string' },
  start: { type: 'string' },
  'real-time': { type: 'boolean' },
  config: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  'pass-env': { type: 'string', multiple: true },
  route: { type: 'string', multiple: true },
  keep: { type: 'boolean' },
  debug: { type: 'boolean' },
  json: { type: 'boolean' },
  jsonl: { type: 'string' },
  details: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  'fail-on': { type: 'string', multiple: true },
  'results-xml': { type: 'string' },
  otlp: { type: 'string' },
} as const

export const task: Verb = {
  name: 'task',
  usage,
  help: `Runs a Node task of Azure Pipelines, unmodified, from the folder that holds its task.json, with the environment that the agent gives it, against an
offline lab. The sources are a copy of the current folder, as a pipeline in it would get them.

Usage: ${usage}
       mintwell task fetch NAME@MAJOR --organization NAME|URL [--json]

'fetch' takes the newest version of a task from your organization into a cache, where 'mintwell run' finds it. It needs AZURE_DEVOPS_EXT_PAT: a personal
access token of the organization that may read agent pools.

The task
  --input NAME=VALUE            an input, by its name or an alias; repeatable
  --connection NAME             a service connection, created if need be: the value of the connection inputs that are required (then of the others) and not given; repeatable
  --variable NAME=VALUE         a variable of the job; repeatable
  --secret NAME=VALUE           a secret variable of the job, masked; repeatable

The lab
  --fault NAME[:key=value,…]    switch a fault on; repeatable (mintwell run --list-faults)
  --issuer entra|ado            who issues ID tokens (default: entra)
  --start TIME                  set the lab's clock to this instant (default: now)
  --real-time                   no lab clock: sleeping takes as long as it takes
  --config FILE                 settings, instead of the mintwell.yml in the current folder
  --pass-env NAME               give the task this variable of your environment; repeatable
  --allow-host HOST             let the task reach this public host; repeatable
  --route HOST=URL              send this public host to a service of your own; repeatable
  --keep                        keep the workspace
  --debug                       show debug lines

Output
  --details                     every token and every exchange
  --quiet, -q                   no log, the summary alone
  --json                        one document on stdout, the log on stderr
  --jsonl[=FILE]                the events, one JSON object a line, to FILE or stdout
  --fail-on WHAT                fail where a token is stale, echoed, expiring or expired (or worse), or an exchange is refused; repeatable
  --results-xml FILE            the results as JUnit XML
  --otlp URL                    send tokens, verdicts and refusals as OpenTelemetry metrics and logs (default: OTEL_EXPORTER_OTLP_ENDPOINT)

Exit code: 0 the task succeeded; 1 it failed or was canceled; 2 wrong use, or no task that can be run; 3 the environment is broken.
`,
  async run([action, ...argv], io) {
    if (action === 'fetch') return (await import('../task/fetch-command.ts')).fetchCommand(argv, io)
    if (action !== 'run')
      throw new UsageError(
        action === undefined
          ? "'run' or 'fetch' is needed."
          : `unknown command 'task ${action}': use 'run' or 'fetch'.`,
      )
    let call: { readonly request: SessionRequest; readonly output: RunOutput; readonly about: Record<string, unknown> }
    try {
      call = await readCall(argv, io)
    } catch (error) {
      const text = error instanceof UsageError ? undefined : describeBadInput(error, 'task run')
      if (text === undefined) throw error
      say(io.stderr, text)
      return 2
    }
    return executeRuns(call.request, call.output, call.about, io)
  },
}

/** Everything that can be wrong with what the user gave is found here, before anything is started. */
async function readCall(argv: readonly string[], io: Io) {
  const { values, positionals } = parseArgs({ args: withEventsFile(argv), options: OPTIONS, allowPositionals: true })
  const [folder, ...more] = positionals
  if (folder === undefined) throw new UsageError('the folder of a task is needed.')
  if (more.length > 0) throw new UsageError(`one task at a time; '${more[0]}' is one too many.`)
  const output = readOutput(values)
  const { issuer } = values
  if (issuer !== undefined && issuer !== 'entra' && issuer !== 'ado')
    throw new UsageError(`--issuer takes entra or ado, not '${issuer}'.`)
  const start = values.start === undefined ? undefined : parseInstant(values.start)
  if (values.start !== undefined && start === undefined)
    throw new UsageError(`--start takes an instant such as 2026-04-20T01:04:56Z, not '${values.start}'.`)
  if (start !== undefined && values['real-time'])
    throw new UsageError('--real-time runs now: it does not go with --start.')
  if (values.connection?.some((name) => name.trim() === '')) throw new UsageError('--connection takes a name.')

  const definition = loadTask(folder)
  const plan = taskPlan({
    task: definition,
    inputs: pairs('--input', values.input),
    connections: values.connection ?? [],
    cwd: io.cwd,
  })
  for (const connection of unusedConnections(plan, values.connection ?? []))
    say(io.stderr, `${definition.name}@${definition.major} has no input that takes the connection '${connection}'.`)
  const settings = await readSettings(plan.pipeline, values.config, io.signal)
  await checkAllowedHosts(values['allow-host'] ?? [], settings.allowHosts)
  const routes = readRoutes(settings, values.route ?? [])
  const faults = values.fault ?? []
  const variables = pairs('--variable', values.variable)
  if (faults.length > 0) {
    const { parseFault } = await import('@mintwell/lab')
    for (const fault of faults) parseFault(fault)
  }
  const request: SessionRequest = {
    plan,
    catalog: createCatalog([definition]),
    runs: queueRuns(start === undefined ? { kind: 'now' } : { kind: 'at', instants: [start] }, plan, {
      clock: io.clock,
      variables,
      currentBranch: await currentBranch(plan.pipeline),
      note: () => {},
    }),
    settings,
    faults,
    issuer,
    realTime: values['real-time'] ?? false,
    allowHosts: values['allow-host'] ?? [],
    passEnv: values['pass-env'] ?? [],
    routes,
    variables,
    secrets: pairs('--secret', values.secret),
    keep: values.keep ?? false,
    parallel: false,
    debug: values.debug ?? false,
  }
  const { name, version } = definition
  return { request, output, about: { task: { name, version, folder: definition.folder?.directory ?? folder } } }
}

function pairs(option: string, texts: readonly string[] = []): Record<string, string> {
  const values: Record<string, string> = {}
  for (const text of texts) {
    const equals = text.indexOf('=')
    if (equals < 1) throw new UsageError(`${option} takes NAME=VALUE.`)
    values[text.slice(0, equals)] = text.slice(equals + 1)
  }
  return values
}
