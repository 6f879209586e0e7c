/** Every error that the command itself reports, by its stable code, with what it means. */
export const codes = {
  ERR_USAGE: 'The command was called with wrong arguments.',
  ERR_SETTINGS: 'A settings file (`mintwell.yml`) cannot be used.',
  ERR_FILE_UNREADABLE: 'A file that the user named cannot be read.',
  ERR_FILE_UNWRITABLE: 'A file that the user named cannot be written.',
  ERR_OUTPUT: 'An output of the command cannot be written: a full disk, for example.',
  ERR_LAB_ADDRESS: 'A lab cannot be found, or does not answer.',
  ERR_ORGANIZATION_TOKEN: 'No token for the organization was found, or what was found is not a token.',
  ERR_TASK_FETCH: 'A task cannot be fetched from an organization.',
  ERR_TASK_ARCHIVE: 'What an organization gave is not the archive of a task.',
  ERR_ARCHIVE: 'An archive of logs cannot be read, or holds too much.',
  ERR_EVIDENCE_NONE: 'Nothing of a pipeline or of a token was found in what was given.',
  ERR_EVIDENCE_LEAK: 'An output was not written, because something in it has the form of a token or a secret.',
} as const satisfies Readonly<Record<string, string>>

/** The code of an error of the command. */
export type CliErrorCode = keyof typeof codes

/** An error of the command: what happened, and the next step. */
export class CliError extends Error {
  readonly code: CliErrorCode
  readonly hint: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(
    code: CliErrorCode,
    message: string,
    details: {
      readonly hint?: string | undefined
      readonly data?: Readonly<Record<string, unknown>>
      readonly cause?: unknown
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint ?? ''
    this.data = details.data ?? {}
  }
}

/** An error in the form that all packages have: a stable code, what happened, and the next step. */
export interface ReportedError extends Error {
  readonly code: string
  readonly hint: string
}

/** Whether an error is in that form; Node's own codes have no hint. */
export function isReported(error: unknown): error is ReportedError {
  if (!(error instanceof Error)) return false
  const { code, hint } = error as Partial<ReportedError>
  return typeof code === 'string' && /^ERR_[A-Z_]+$/.test(code) && typeof hint === 'string'
}

/** The error as text: the message, and the next step where the message does not say it. */
export function textOfError({ message, hint }: ReportedError): string {
  return hint === '' || message.includes(hint) ? message : `${message}\n  ${hint}`
}

/** What `--json` prints where a command is refused. */
export function errorDocument(code: string, message: string, hint: string): string {
  return `${JSON.stringify({ schema: 1, error: { code, message, hint } }, null, 2)}\n`
}
