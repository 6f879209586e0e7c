import { statSync } from 'node:fs'
import type { ConnectionUse, FileUse, Unread } from '@mintwell/devops'
import type { Plan, StepPlan, TaskCatalog } from '@mintwell/language'
import { findPipelines, sayNoPipeline } from '../pipeline-files/find-pipelines.ts'
import { configuredRepositories, planFile } from '../pipeline-files/plan-file.ts'
import { describeBadInput } from '../run/execute-runs.ts'
import { readSettings } from '../run/settings-file.ts'
import { taskCatalog } from '../run/task-folders.ts'
import { type Io, UsageError } from '../verb.ts'

/** Connections that pipelines name, by name in lower case, and the pipelines that could not be planned. */
export interface ReadPipelines {
  readonly files: ReadonlyMap<string, FileUse>
  readonly unread: readonly Unread[]
  readonly pipelines: number
}

/** A script that takes the ID token that AzureCLI gives it. */
const TAKES_TOKEN = /\$(?:\{|env:|\{env:)?idToken\b|%idToken%|\boidctoken\b|SYSTEM_OIDCREQUESTURI/i

/**
 * Reads pipelines, each planned with its templates, for the service connections that their tasks name.
 *
 * @throws UsageError where there is no such file or folder, or no pipeline in it
 */
export async function readPipelines(paths: readonly string[], io: Io): Promise<ReadPipelines> {
  const names = [...new Set(paths.flatMap(pipelinesIn))]
  if (names.length === 0) throw new UsageError(sayNoPipeline(paths))
  const files = new Map<string, FileUse>()
  const unread: Unread[] = []
  for (const file of names) {
    io.signal.throwIfAborted()
    try {
      const { plan, catalog } = await planOf(file, io)
      if (plan) addPlan(files, file, plan, catalog)
      else
        unread.push({
          what: file,
          code: 'ERR_PIPELINE_INVALID',
          message: `It cannot be planned: mintwell validate ${file}`,
        })
    } catch (error) {
      const text = describeBadInput(error, 'audit')
      if (text === undefined) throw error
      unread.push({ what: file, code: 'ERR_FILE_UNREADABLE', message: text.split('\n')[0] ?? text })
    }
  }
  return { files, unread, pipelines: names.length }
}

function pipelinesIn(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new UsageError(`there is no file or folder '${path}'.`)
  return stat.isDirectory() ? findPipelines(path) : [path]
}

async function planOf(file: string, io: Io) {
  const settings = await readSettings(file, undefined, io.signal)
  const catalog = taskCatalog(settings.tasks ?? {}, [])
  const { plan } = await planFile(
    {
      file,
      catalog,
      settings,
      parameters: {},
      variables: {},
      repositories: new Map(configuredRepositories(settings)),
      stubRepositories: [],
      groups: 'name',
    },
    io,
  )
  return { plan, catalog }
}

/** A connection in a step: its name, and the type that the input asks for. */
interface NamedConnection {
  readonly name: string
  readonly type: string
}

function addPlan(files: Map<string, FileUse>, file: string, plan: Plan, catalog: TaskCatalog): void {
  for (const { steps } of plan.stages.flatMap(({ jobs }) => jobs)) {
    for (const step of steps) {
      for (const { name, type } of connectionsOf(step, catalog)) {
        const key = name.toLowerCase()
        const former = files.get(key) ?? { name, type, uses: [], scripts: [], takesToken: false }
        files.set(key, withStep(former, file, plan, step))
      }
    }
  }
}

function withStep(former: FileUse, file: string, plan: Plan, step: StepPlan): FileUse {
  const task = step.kind === 'task' ? `${step.task.name}@${step.task.major}` : ''
  const script =
    step.kind === 'task'
      ? Object.values(step.inputs)
          .filter((value) => value.length > 20)
          .join('\n')
      : ''
  const present = former.uses.find(({ pipeline }) => pipeline === file)
  const use: ConnectionUse = present ?? {
    pipeline: file,
    definitionId: null,
    project: null,
    runs: 0,
    failedRuns: 0,
    lastRunId: null,
    lastRun: null,
    lastResult: null,
    isScheduled: plan.schedules.length > 0,
    longestMinutes: null,
    tasks: [],
  }
  const changed = { ...use, tasks: [...new Set([...use.tasks, task])] }
  return {
    ...former,
    uses: [...former.uses.filter(({ pipeline }) => pipeline !== file), changed],
    scripts: script === '' ? former.scripts : [...former.scripts, script],
    takesToken: former.takesToken || TAKES_TOKEN.test(script),
  }
}

function connectionsOf(step: StepPlan, catalog: TaskCatalog): readonly NamedConnection[] {
  if (step.kind !== 'task') return []
  const definition = catalog.find(step.task.name, step.task.major)
  if (!definition) return []
  return definition.inputs.flatMap(({ name, type }) => {
    const [, wanted] = /^connectedservice:(.*)$/i.exec(type) ?? []
    const value = step.inputs[name] ?? ''
    // A name that a variable gives is known when the step runs.
    return wanted === undefined || value === '' || value.includes('$(')
      ? []
      : [{ name: value, type: wanted.toLowerCase() }]
  })
}
