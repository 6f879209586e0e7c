import { parseArgs } from 'node:util'
import { formats } from '../diagnostics/format-diagnostics.ts'
import { LintRun } from '../lint/lint-run.ts'
import { readPairs, readRepositoryOptions } from '../options/repository-folders.ts'
import { UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell lint PATH… [--format text|json|sarif|azure|github] [--json] [--fix] [--fix-unsafe] [--parameters NAME=VALUE]… [--repository ALIAS=FOLDER]… [--stub-repository ALIAS]…'

const repeatable = { type: 'string', multiple: true } as const
const OPTIONS = {
  format: { type: 'string' },
  json: { type: 'boolean', default: false },
  fix: { type: 'boolean', default: false },
  'fix-unsafe': { type: 'boolean', default: false },
  parameters: repeatable,
  repository: repeatable,
  'stub-repository': repeatable,
} as const

/** `mintwell lint`: judges pipelines with their templates by rules, and mends what it can. */
export const lint: Verb = {
  name: 'lint',
  usage,
  help: `Finds tokens that are kept too long or that show, logins that nobody needs, and trusts in the issuer that retires: in pipelines with
their templates and scripts, and in files of Terraform, Bicep and trust policies. Nothing is sent anywhere.

Usage: ${usage}

  PATH                          a file, a folder with all below it, or - for a pipeline on standard input
  --format FORMAT               text (default), json, sarif (2.1.0), azure (logging commands) or github (annotations), on stdout
  --json                        the same as --format json
  --fix                         make the fixes after which a pipeline does what it did before
  --fix-unsafe                  make the other fixes too; look at the changes
  --parameters NAME=VALUE       a value for a parameter; YAML or JSON for objects and lists; repeatable
  --repository ALIAS=FOLDER     where a repository of resources.repositories is; repeatable
  --stub-repository ALIAS       pass over the templates of this repository; repeatable. So are those that have no folder

A comment \`# mintwell: ignore[L01] why\` in the line of a finding or alone above it leaves it out; \`lint:\` in mintwell.yml turns rules
off (disable), changes their severity, and leaves out files (ignore). Each rule has a page in docs/rules.

Exit code: 0 nothing found; 1 something found; 2 wrong use, or nothing to check.
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const wanted = values.format ?? (values.json ? 'json' : 'text')
    const format = formats.find((each) => each === wanted)
    if (!format) throw new UsageError(`--format takes ${formats.join(', ')}, not '${wanted}'.`)
    if (values.json && format !== 'json') throw new UsageError('--json and another --format exclude each other.')
    if (positionals.length === 0) throw new UsageError('a file or a folder is needed.')
    const run = new LintRun(io, {
      format,
      fix: values['fix-unsafe'] ? 'all' : values.fix ? 'safe' : 'none',
      inputs: {
        parameters: readPairs(values.parameters ?? [], '--parameters'),
        repositories: readRepositoryOptions(values.repository ?? [], io.cwd),
        stubRepositories: values['stub-repository'] ?? [],
      },
    })
    return await run.lint(positionals)
  },
}
