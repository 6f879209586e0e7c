import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type DiagnosticFormat, formatDiagnostics, formats } from '../diagnostics/format-diagnostics.ts'
import type { NamedDiagnostics } from '../diagnostics/named-diagnostics.ts'
import { readPairs, readRepositoryOptions } from '../options/repository-folders.ts'
import { findPipelines, sayNoPipeline } from '../pipeline-files/find-pipelines.ts'
import { configuredRepositories, planFile } from '../pipeline-files/plan-file.ts'
import { describeBadInput } from '../run/execute-runs.ts'
import { readSettings } from '../run/settings-file.ts'
import { taskCatalog } from '../run/task-folders.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell validate PATH… [--format text|json|github|azure|sarif] [--parameters NAME=VALUE]… [--repository ALIAS=FOLDER]… [--stub-repository ALIAS]… [--tasks DIR]…'

const repeatable = { type: 'string', multiple: true } as const
const OPTIONS = {
  format: { type: 'string' },
  parameters: repeatable,
  repository: repeatable,
  'stub-repository': repeatable,
  tasks: repeatable,
} as const

export const validate: Verb = {
  name: 'validate',
  usage,
  help: `Expands and plans pipelines and reports everything that is wrong with them, in the words of Azure Pipelines where these are public. PATH is a
file, or a folder: then every pipeline in it is checked. Nothing is sent anywhere.

Usage: ${usage}

  --format FORMAT               text (default), json, github (annotations), azure (logging commands) or sarif (2.1.0), on stdout
  --parameters NAME=VALUE       a value for a parameter; YAML or JSON for objects and lists; repeatable
  --repository ALIAS=FOLDER     where a repository of resources.repositories is; repeatable
  --stub-repository ALIAS       pass through what is given to the templates of this repository; repeatable
  --tasks DIR                   a folder with the task.json of a task that is not built in; repeatable

Exit code: 0 every pipeline can be planned; 1 one cannot; 2 wrong use, or nothing to check.
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const format = formats.find((each) => each === (values.format ?? 'text'))
    if (!format) throw new UsageError(`--format takes ${formats.join(', ')}, not '${values.format}'.`)
    if (positionals.length === 0) throw new UsageError('a file or a folder is needed.')
    const files = [...new Set(positionals.flatMap(filesOf))]
    if (files.length === 0) throw new UsageError(sayNoPipeline(positionals))
    const report = createReport(format, io)
    let failed = 0
    for (const file of files) if (!(await check(file, values, report, io))) failed += 1
    report.end()
    if (format === 'text')
      io.stderr.write(
        `${files.length} ${files.length === 1 ? 'pipeline' : 'pipelines'}: ${files.length - failed} valid, ${failed} not\n`,
      )
    return failed === 0 ? 0 : 1
  },
}

function filesOf(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new UsageError(`there is no file or folder '${path}'.`)
  return stat.isDirectory() ? findPipelines(path) : [path]
}

interface Values {
  readonly parameters?: readonly string[]
  readonly repository?: readonly string[]
  readonly 'stub-repository'?: readonly string[]
  readonly tasks?: readonly string[]
}

async function check(file: string, values: Values, report: Report, io: Io): Promise<boolean> {
  try {
    const settings = await readSettings(file, undefined, io.signal)
    const repositories = new Map([
      ...configuredRepositories(settings),
      ...readRepositoryOptions(values.repository ?? [], io.cwd),
    ])
    const { plan, named } = await planFile(
      {
        file,
        catalog: taskCatalog(settings.tasks ?? {}, values.tasks ?? []),
        settings,
        parameters: readPairs(values.parameters ?? [], '--parameters'),
        variables: {},
        repositories,
        stubRepositories: values['stub-repository'] ?? [],
        groups: 'name',
      },
      io,
    )
    report.add(named)
    return plan !== undefined
  } catch (error) {
    const text = describeBadInput(error, 'validate')
    if (text === undefined) throw error
    io.stderr.write(`${text}\n`)
    return false
  }
}

/** Takes the diagnostics of file after file. */
interface Report {
  add(named: NamedDiagnostics): void
  end(): void
}

/** Forms of lines are written as they come; documents at the end. */
function createReport(format: DiagnosticFormat, io: Io): Report {
  if (format !== 'json' && format !== 'sarif')
    return { add: (named) => void io.stdout.write(formatDiagnostics(named, format)), end: () => {} }
  const all: NamedDiagnostics[] = []
  return {
    add: (named) => void all.push(named),
    end() {
      const owner = new Map(all.flatMap((named) => named.diagnostics.map((each) => [each.place, named] as const)))
      const joined: NamedDiagnostics = {
        diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
        omitted: all.reduce((sum, { omitted }) => sum + omitted, 0),
        nameOf: (place) => owner.get(place)?.nameOf(place) ?? place.file,
        lineOf: (place) => owner.get(place)?.lineOf(place),
      }
      io.stdout.write(formatDiagnostics(joined, format))
    },
  }
}
