import { parseArgs } from 'node:util'
import { type Expanded, expandPipeline, printFinalYaml } from '@mintwell/language'
import { printDiagnostics } from '../diagnostics/print-diagnostics.ts'
import { readPairs, readRepositoryOptions } from '../options/repository-folders.ts'
import { decodePipeline } from '../pipeline-files/decode-pipeline.ts'
import { finalDocument } from '../pipeline-files/final-document.ts'
import { locatePipeline } from '../pipeline-files/pipeline-location.ts'
import { configuredRepositories } from '../pipeline-files/plan-file.ts'
import { readFromFolders } from '../pipeline-files/read-repository-file.ts'
import { readNamedFile } from '../read-file.ts'
import { currentBranch } from '../run/git-repository.ts'
import { readSettings } from '../run/settings-file.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell expand FILE [--parameters NAME=VALUE]… [--variables NAME=VALUE]… [--repository ALIAS=FOLDER]… [--stub-repository ALIAS]… [--json]'

/** `mintwell expand`: prints the final YAML of a pipeline, as the service makes it of the file and its templates. */
export const expand: Verb = {
  name: 'expand',
  usage,
  help: `Expands the templates of a pipeline and prints the final YAML, as Azure Pipelines itself gives it ("Download full YAML", or a
preview). Nothing is sent anywhere, and nothing has to be installed: tasks are printed as they are written.

Usage: ${usage}

  FILE                          the pipeline; relative templates start there, /absolute ones at the top level of its git
                                repository, or in its own folder outside of git
  --parameters NAME=VALUE       a value for a parameter of the pipeline; YAML or JSON for objects and lists
  --variables NAME=VALUE        a variable that the run is queued with. Template expressions see those of the system only,
                                such as Build.Reason=Schedule
  --repository ALIAS=FOLDER     where a repository of resources.repositories is, by its alias or its name; also
                                "repositories:" in mintwell.yml
  --stub-repository ALIAS       this repository is missing: keep the stages, jobs and steps that are passed to its templates,
                                with a warning
  --json                        the final form, the diagnostics and the files as one document on stdout

What is wrong comes out on stderr, all of it at once, in the service's own words and at its places, each with a next step.

Exit code: 0 the YAML is on stdout; 2 something is wrong with the pipeline or with the call.
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        parameters: { type: 'string', multiple: true, default: [] },
        variables: { type: 'string', multiple: true, default: [] },
        repository: { type: 'string', multiple: true, default: [] },
        'stub-repository': { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
      },
    })
    const [file, second] = positionals
    if (file === undefined || second !== undefined) throw new UsageError('name one file')
    const expanded = await expandFile(file, values, io)
    const failed = expanded.root === undefined
    if (values.json) io.stdout.write(`${JSON.stringify(finalDocument(expanded), null, 2)}\n`)
    else {
      if (expanded.root) io.stdout.write(printFinalYaml(expanded.root))
      io.stderr.write(printDiagnostics(expanded.diagnostics, expanded.omitted))
    }
    return failed ? 2 : 0
  },
}

interface Values {
  readonly parameters: readonly string[]
  readonly variables: readonly string[]
  readonly repository: readonly string[]
  readonly 'stub-repository': readonly string[]
}

async function expandFile(file: string, values: Values, io: Io): Promise<Expanded> {
  const { root, path } = locatePipeline(file, io.cwd)
  const settings = await readSettings(file, undefined, io.signal)
  const folders = new Map([
    ...configuredRepositories(settings),
    ...readRepositoryOptions(values.repository, io.cwd),
    ['self', root] as const,
  ])
  const branch = await currentBranch(`${root}${path}`)
  const fromGit =
    branch === undefined
      ? {}
      : { 'Build.SourceBranch': branch, 'Build.SourceBranchName': branch.split('/').at(-1) as string }
  return expandPipeline(await readText(`${root}${path}`, file, io), {
    file: path,
    readFile: readFromFolders(folders),
    parameters: readPairs(values.parameters, '--parameters'),
    systemVariables: { ...fromGit, ...onlySystem(readPairs(values.variables, '--variables')) },
    repositories: Object.fromEntries(folders),
    stubRepositories: values['stub-repository'],
  })
}

async function readText(full: string, shown: string, io: Io): Promise<string> {
  try {
    const bytes = await readNamedFile(full, io.signal)
    return decodePipeline(bytes ?? Buffer.alloc(0))
  } catch (error) {
    if (io.signal.aborted) throw error
    throw new UsageError(`${shown} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

/** Of the variables that a run is queued with, template expressions see those that the system would set. */
function onlySystem(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => /^(?:build|system)\./i.test(name)))
}
