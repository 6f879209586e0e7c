import { resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { foreignLines } from '@mintwell/token'
import { collectFiles } from '../migrate/collect-files.ts'
import { formatReport, migrationDocument } from '../migrate/format-report.ts'
import { type FileReport, migrateFile } from '../migrate/migrate-file.ts'
import { jsonText } from '../say.ts'
import { isWriteFailure, OutputError } from '../standard-output.ts'
import { UsageError, type Verb } from '../verb.ts'

const usage = 'mintwell migrate PATH… [--check] [--json]'

/** `mintwell migrate`: replaces AzureCLI by the drop-in in pipelines and template fragments, and says what it does not cure. */
export const migrate: Verb = {
  name: 'migrate',
  usage,
  help: `Replaces AzureCLI@1, @2 and @3 by MintwellAzureCLI@1 in pipelines and template fragments. Of each file only the task's name
changes; comments, layout, quotes and line ends stay. A second run changes nothing.

Usage: ${usage}

  PATH      a file, or a folder with all *.yml and *.yaml below it
  --check   change nothing, only report
  --json    one document on stdout

The report also names what stays exposed: tasks that take their ID tokens by other means (AzurePowerShell, AzureKeyVault,
deployments, tasks of AWS, …), and scripts that keep $idToken: in a variable, a file, an argument of a program, a second login.

Exit code: 0 done; 1 with --check, there is something to rewrite; or a file could not be read; 2 wrong use.
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { check: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    })
    if (positionals.length === 0) throw new UsageError('name a file or a folder')
    const reports = readAll(positionals, io.cwd, !values.check)
    io.stdout.write(
      values.json
        ? jsonText(migrationDocument(reports, values.check), 2)
        : `${foreignLines(formatReport(reports, values.check).replace(/\n$/, ''))}\n`,
    )
    const unreadable = reports.some(({ problem }) => problem !== null)
    const pending = values.check && reports.some(({ changes }) => changes.length > 0)
    return unreadable || pending ? 1 : 0
  },
}

function readAll(paths: readonly string[], cwd: string, write: boolean): readonly FileReport[] {
  try {
    // Paths are shown as they were given, and looked up from where the command was called.
    const shown = new Map(paths.map((path) => [resolve(cwd, path), path.replace(/(?<=.)[/\\\\]+$/, '')]))
    const show = (file: string) => {
      for (const [full, given] of shown) {
        if (file === full || file.startsWith(full + sep)) return given + file.slice(full.length)
      }
      return file
    }
    return collectFiles([...shown.keys()]).flatMap((file) => {
      const report = migrateFile(file, write)
      return report ? [{ ...report, file: show(report.file) }] : []
    })
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (isWriteFailure(error)) throw new OutputError(path ?? 'a file', error)
    if (code === undefined) throw error
    throw new UsageError(`cannot use ${path ?? 'a file'}: ${code}`)
  }
}
