import type { Scenario } from '@mintwell/evidence'
import type { Plan, TaskCatalog } from '@mintwell/language'
import { formatDiagnostics } from '../diagnostics/format-diagnostics.ts'
import { errorDocument, isReported } from '../errors.ts'
import { readRepositoryOptions } from '../options/repository-folders.ts'
import { configuredRepositories, planFile } from '../pipeline-files/plan-file.ts'
import { needsOf, printNeeds } from '../pipeline-files/plan-needs.ts'
import { printPlan } from '../pipeline-files/print-plan.ts'
import { selectPart } from '../pipeline-files/select-part.ts'
import { checkAllowedHosts } from '../run/allowed-hosts.ts'
import { checkFaults } from '../run/check-faults.ts'
import { describeBadInput, executeRuns, type RunsBeside } from '../run/execute-runs.ts'
import { foresee } from '../run/foresee.ts'
import { currentBranch } from '../run/git-repository.ts'
import { type QueuedRun, queueRuns } from '../run/queue.ts'
import { readRoutes } from '../run/routes.ts'
import { type RunArguments, readRunArguments } from '../run/run-arguments.ts'
import { tableStyleOf } from '../run/run-output.ts'
import type { FileSettings } from '../run/settings.ts'
import { readSettings } from '../run/settings-file.ts'
import { taskCatalog } from '../run/task-folders.ts'
import { say } from '../say.ts'
import { cachedTasks, taskCache } from '../task/task-cache.ts'
import type { Io, Verb } from '../verb.ts'

const usage =
  'mintwell run FILE [--at TIME… | --start TIME --runs N --every 24h | --schedule --until 3d] [--fault NAME[:key=value,…]]… [--json] [--jsonl[=FILE]]'

export const run: Verb = {
  name: 'run',
  usage,
  help: `Runs an Azure Pipelines file on this machine, its steps as real processes, against an offline lab: an issuer of ID tokens
like Azure DevOps, a token service like Entra, and a clock that leaps over sleep.

Usage: ${usage}

When
  (nothing)                     one manual run, the lab's clock set to now
  --at TIME                     a run at this instant; repeatable
  --start TIME --runs N --every D   N runs, from TIME (default: now), one every D (such as 24h)
  --schedule --until D|TIME     the runs of the file's own schedules, from --start (default: now) until then, on main or else the first
                                branch that a schedule includes; --variable Build.SourceBranch=REF chooses another
  --jitter D, --seed N          how far starts lie from their times (default: 4m with --schedule and with --every under --fault echo, else 0), and the
                                seed of the draw
  --scenario FILE               the runs that 'mintwell evidence --write-scenario' saw, with their faults, issuer and lifetimes; says where the
                                replay differs, and fails then
  --sweep                       try all starts around the moment at which a re-issued token changes, and list those that fail
  --real-time                   no lab clock: sleeping takes as long as it takes

What goes wrong
  --fault NAME[:key=value,…]    switch a fault on; repeatable
  --list-faults                 the faults, a line each
  --issuer entra|ado            who issues ID tokens (default: entra)

Output
  --details                     every token and every exchange, not one row a run
  --quiet, -q                   no log, the summary alone
  --json                        one document on stdout, the log on stderr
  --jsonl[=FILE]                the events, one JSON object a line, to FILE or stdout; 'mintwell show FILE' prints them again
  --fail-on WHAT                fail where a token is stale, echoed, expiring or expired (or worse), or an exchange is refused; repeatable
  --results-xml FILE            the results as JUnit XML
  --otlp URL                    send tokens, verdicts and refusals as OpenTelemetry metrics and logs (default: OTEL_EXPORTER_OTLP_ENDPOINT)
  --report DIR                  a page of the runs, their steps, logs and tokens: DIR/index.html; runs of earlier calls stay on it

The pipeline
  --parameters NAME=VALUE       a value for a parameter of the pipeline; YAML or JSON for objects and lists; repeatable
  --repository ALIAS=FOLDER     where a repository of resources.repositories is; repeatable
  --stub-repository ALIAS       pass through what is given to the templates of this repository; repeatable
  --stage NAME, --job NAME      run this part alone, as if what it depends on had succeeded
  --list                        print stages, jobs and steps with their conditions, and run nothing
  --dry-run                     the same, with the connections, environments, groups and hosts that the run would use

The steps
  --variable NAME=VALUE         a variable of the run; repeatable (--var is the old spelling)
  --pass-env NAME               give the steps this variable of your environment; repeatable
  --allow-host HOST             let the steps reach this public host; repeatable
  --route HOST=URL              send this public host to a service of your own; repeatable
  --config FILE                 settings, instead of the mintwell.yml beside the pipeline
  --tasks DIR                   tasks that are not built in: the folder of one (it holds a task.json), or a folder of such folders; repeatable
  --stub NAME[@MAJOR]           let this task record its inputs and do nothing; repeatable
  --containers host             run container jobs and steps on this machine instead of refusing them
  --approve                     approve manual validations at once
  --parallel                    run jobs that do not depend on each other at the same time
  --keep                        keep the workspaces
  --debug                       show debug lines

Exit code: 0 all runs succeeded (with --scenario: the replay is what was seen); 1 a run failed or was canceled (the replay differs); 2 wrong use, or a file that cannot be planned; 3 the environment is broken.
`,
  async run(argv, io) {
    const args = readRunArguments(argv)
    if (args === 'list-faults') return listFaults(io)
    let planned: Prepared | undefined
    try {
      planned = await prepare(args, io)
    } catch (error) {
      const text = describeBadInput(error, 'run')
      if (text === undefined) throw error
      say(io.stderr, text)
      if (args.output.json && isReported(error)) io.stdout.write(errorDocument(error.code, error.message, error.hint))
      return 2
    }
    if (!planned) return 2
    if (args.show) {
      io.stdout.write(describePlan(planned, args))
      return 0
    }
    if (args.sweep) {
      const { sweep } = await import('../run/sweep.ts')
      return sweep({ ...args, ...planned }, tableStyleOf(io.stdout, io.env), io)
    }
    const request = { ...args, ...planned }
    const beside = planned.scenario && (await replayOf(planned.scenario, io))
    return executeRuns(request, args.output, { pipeline: args.file }, io, beside)
  },
}

interface Prepared {
  readonly plan: Plan
  readonly catalog: TaskCatalog
  readonly runs: readonly QueuedRun[]
  readonly settings: FileSettings
  readonly routes: ReadonlyMap<string, URL>
  readonly repositories: ReadonlyMap<string, string>
  readonly scenario?: Scenario
}

/** Everything that can be wrong with what the user gave is found here, before anything is started. */
async function prepare(args: RunArguments, io: Io): Promise<Prepared | undefined> {
  const play = args.scenario === undefined ? undefined : await import('../run/play-scenario.ts')
  const scenario = await play?.readScenario(args.scenario ?? '', io.signal)
  const ownSettings = await readSettings(args.file, args.config, io.signal)
  const settings = scenario && play ? play.settingsOf(scenario, ownSettings) : ownSettings
  const catalog = taskCatalog(settings.tasks ?? {}, args.taskFolders, cachedTasks(taskCache(io.env)))
  const repositories = new Map([
    ...configuredRepositories(settings),
    ...readRepositoryOptions(args.repositories, io.cwd),
  ])
  const planned = await planFile(
    {
      ...args,
      catalog,
      settings,
      repositories,
      groups: args.show ? 'name' : 'read',
    },
    io,
  )
  io.stderr.write(formatDiagnostics(planned.named, 'text'))
  if (!planned.plan) {
    if (args.output.json) io.stdout.write(formatDiagnostics(planned.named, 'json'))
    return undefined
  }
  const plan = selectPart(planned.plan, args.stage, args.job)
  const stubs = [...args.stubs, ...(settings.stubs ?? [])]
  const machine = { platform: process.platform, path: io.env.PATH ?? '', catalog, stubs }
  if (!args.show) for (const line of foresee(plan, machine)) say(io.stderr, `lab: ${line}`)
  const played = scenario && play?.runsOf(scenario)
  const runs =
    played ??
    queueRuns(args.when, plan, {
      clock: io.clock,
      variables: args.variables,
      currentBranch: await currentBranch(args.file),
      ...(args.jitter ? { jitter: args.jitter } : {}),
      note: (text) => say(io.stderr, `lab: ${text}`),
    })
  await checkAllowedHosts(args.allowHosts, settings.allowHosts)
  const routes = readRoutes(settings, args.routes)
  await checkFaults([...args.faults, ...(played ?? []).flatMap(({ faults = [] }) => faults)])
  return { plan, catalog, runs, settings, routes, repositories, ...(scenario ? { scenario } : {}) }
}

/** What compares a replay at its end; the exit code is 1 where it differs. */
async function replayOf(scenario: Scenario, io: Io): Promise<RunsBeside> {
  const { comparisonText, startReplay } = await import('../run/play-scenario.ts')
  const replay = startReplay(scenario)
  return {
    add: replay.add,
    finish() {
      const comparison = replay.compare()
      io.stderr.write(`\n${comparisonText(comparison, scenario, tableStyleOf(io.stderr, io.env))}`)
      return comparison.isSame ? 0 : 1
    },
  }
}

/** What `--list` and `--dry-run` print. */
function describePlan({ plan, catalog, settings }: Prepared, args: RunArguments): string {
  const tree = printPlan(plan, { catalog, stubs: [...args.stubs, ...(settings.stubs ?? [])] })
  if (args.show === 'list') return tree
  const hosts = [...new Set([...args.allowHosts, ...(settings.allowHosts ?? [])])]
  const needs = printNeeds(needsOf(plan, catalog), hosts)
  return needs === '' ? tree : `${tree}\n${needs}`
}

async function listFaults(io: Io): Promise<number> {
  const { faultList } = await import('@mintwell/lab')
  for (const { name, summary, inCloud, parameters } of faultList) {
    const keys = Object.entries(parameters).map(([key, parameter]) => `${key}=${parameter.default}`)
    io.stdout.write(`${name}${keys.length > 0 ? `:${keys.join(',')}` : ''}\n  ${summary}\n  In the cloud: ${inCloud}\n`)
  }
  return 0
}
