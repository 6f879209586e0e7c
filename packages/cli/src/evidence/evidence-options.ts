import { parseArgs } from 'node:util'
import { refuseTokens } from '../inspect/read-input.ts'
import { UsageError } from '../verb.ts'
import { type AskedRuns, readRunPage } from './run-page.ts'

/** What `mintwell evidence` was asked. */
export interface EvidenceCall {
  readonly paths: readonly string[]
  /** Runs to be asked of Azure DevOps. */
  readonly runs: readonly AskedRuns[]
  /** What goes to standard output. */
  readonly output: 'text' | 'json' | 'markdown'
  /** Where the page goes. */
  readonly html: string | undefined
  /** Whether the page is opened. */
  readonly opens: boolean
  readonly pseudonyms: boolean
  /** Where the scenario for the lab goes. */
  readonly scenario: string | undefined
}

/** As many runs as show most mechanisms, and as many as are read at most. */
const USUAL_LAST = 20
const MOST_LAST = 2_000

const OPTIONS = {
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  html: { type: 'string' },
  open: { type: 'boolean' },
  pseudonymise: { type: 'boolean' },
  'write-scenario': { type: 'string' },
  organization: { type: 'string' },
  project: { type: 'string' },
  pipeline: { type: 'string' },
  last: { type: 'string' },
  'token-file': { type: 'string' },
} as const

/** Reads the arguments of `mintwell evidence`. Throws {@link UsageError}. */
export function readEvidenceCall(argv: readonly string[]): EvidenceCall {
  refuseTokens(argv, 'evidence')
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  if (values.json && values.markdown) throw new UsageError('--json and --markdown both write to stdout; one at a time.')
  if (values.html === '' || values.html === '-') throw new UsageError('--html takes a file.')
  const pages = positionals.filter((path) => /^https?:\/\//i.test(path))
  return {
    paths: positionals.filter((path) => !pages.includes(path)),
    runs: [...pages.map((page) => runOfPage(page, values['token-file'])), ...lastRuns(values)],
    output: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
    html: values.html,
    opens: values.open ?? false,
    pseudonyms: values.pseudonymise ?? false,
    scenario: values['write-scenario'],
  }
}

function runOfPage(page: string, tokenFile: string | undefined): AskedRuns {
  const read = readRunPage(page)
  if (read === undefined)
    throw new UsageError(
      `'${page.slice(0, 200)}' is not the page of a run, such as https://dev.azure.com/ORGANIZATION/PROJECT/_build/results?buildId=N.`,
    )
  return { ...read, pipeline: undefined, last: 1, tokenFile }
}

function lastRuns(values: {
  readonly organization?: string | undefined
  readonly project?: string | undefined
  readonly pipeline?: string | undefined
  readonly last?: string | undefined
  readonly 'token-file'?: string | undefined
}): readonly AskedRuns[] {
  const { organization, project, pipeline, last } = values
  if (organization === undefined) {
    if (project !== undefined || pipeline !== undefined || last !== undefined)
      throw new UsageError('--project, --pipeline and --last need --organization.')
    return []
  }
  if (pipeline === undefined) throw new UsageError('--organization needs --pipeline, the name or number of one.')
  const count = last === undefined ? USUAL_LAST : Number(last)
  if (!Number.isInteger(count) || count < 1 || count > MOST_LAST)
    throw new UsageError(`--last takes a whole number from 1 to ${MOST_LAST}, not '${last}'.`)
  return [{ organization, project, pipeline, last: count, builds: [], tokenFile: values['token-file'] }]
}
