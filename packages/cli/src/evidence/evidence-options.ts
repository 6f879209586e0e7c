import { parseArgs } from 'node:util'
import { refuseTokens } from '../inspect/read-input.ts'
import { UsageError } from '../verb.ts'

/** What `mintwell evidence` was asked. */
export interface EvidenceCall {
  readonly paths: readonly string[]
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

const OPTIONS = {
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  html: { type: 'string' },
  open: { type: 'boolean' },
  pseudonymise: { type: 'boolean' },
  'write-scenario': { type: 'string' },
} as const

/** Reads the arguments of `mintwell evidence`. Throws {@link UsageError}. */
export function readEvidenceCall(argv: readonly string[]): EvidenceCall {
  refuseTokens(argv, 'evidence')
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  if (values.json && values.markdown) throw new UsageError('--json and --markdown both write to stdout; one at a time.')
  if (values.html === '' || values.html === '-') throw new UsageError('--html takes a file.')
  return {
    paths: positionals,
    output: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
    html: values.html,
    opens: values.open ?? false,
    pseudonyms: values.pseudonymise ?? false,
    scenario: values['write-scenario'],
  }
}
