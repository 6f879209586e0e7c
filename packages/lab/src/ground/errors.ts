/** What can go wrong when the lab is set up or used: each code with what happened and what to do next. */
export const labErrors = {
  ERR_FAULT_UNKNOWN: {
    message: 'There is no such fault',
    next: 'Give one of the faults that are listed in `known`.',
  },
  ERR_FAULT_PARAMETER_UNKNOWN: {
    message: 'The fault has no such parameter',
    next: 'Give parameters of those that are listed in `known`, as in late-bound:age=20h,lifetime=24h.',
  },
  ERR_FAULT_PARAMETER_INVALID: {
    message: 'A parameter of the fault cannot be read',
    next: 'Give NAME:KEY=VALUE,KEY=VALUE with a value of the kind that is named.',
  },
  ERR_FAULT_NOT_ON: {
    message: 'The fault is not switched on',
    next: 'Ask for the faults that are on first.',
  },
  ERR_CREDENTIAL_INVALID: {
    message: 'A federated identity credential breaks a rule of Entra',
    next: 'Change the value that is named so that it keeps the rule.',
  },
  ERR_CREDENTIAL_EXISTS: {
    message: 'The application has such a federated identity credential already',
    next: 'Give another name, or another issuer or subject: the pair must be unique in the application.',
  },
  ERR_CREDENTIAL_LIMIT: {
    message: 'The application has as many federated identity credentials as it can have',
    next: 'Remove one, or let the connection use another application.',
  },
  ERR_DIRECTORY_CONFLICT: {
    message: 'The directory holds such an object already',
    next: 'Give another id or name.',
  },
  ERR_DIRECTORY_MISSING: {
    message: 'The directory has no such object',
    next: 'Make it first, or correct the id.',
  },
  ERR_DATA_INVALID: {
    message: 'What was stored of a lab cannot be read',
    next: 'Remove the file, or give another directory: the lab makes its objects anew.',
  },
  ERR_DATA_IN_USE: {
    message: 'Another lab keeps its keys and objects in this directory',
    next: 'End that lab first, or give another directory; a command joins a lab that is up with --lab NAME.',
  },
  ERR_DATA_UNUSABLE: {
    message: 'The keys and objects of a lab cannot be kept in this directory',
    next: 'Give a directory that this user can make and write to.',
  },
  ERR_SETTING_INVALID: {
    message: 'A setting of the lab cannot be used',
    next: 'Correct the value that is named.',
  },
  ERR_CLOCK_OUT_OF_RANGE: {
    message: 'The clock of a lab cannot be put there',
    next: 'Give a time between the first and the last.',
  },
  ERR_JOB_CLOSED: {
    message: 'The job has ended; no step can be opened in it',
    next: 'Open the step before the job is closed.',
  },
} as const

/** The codes of {@link LabError}. */
export type LabErrorCode = keyof typeof labErrors

/** Plain values that say what an error is about. Never a token, a secret or an assertion. */
export type ErrorData = Readonly<Record<string, string | number | readonly string[]>>

/** A lab that cannot be set up or used as asked. Services answer their clients with the real services' own errors instead. */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: LabErrorCode
  readonly data: ErrorData
  /** What to do about it. */
  readonly next: string

  constructor(code: LabErrorCode, data: ErrorData, options?: { readonly cause?: unknown }) {
    const { message, next } = labErrors[code]
    const values = Object.entries(data).map(([name, value]) => `${name} ${describe(value)}`)
    super(`${message}: ${values.join('; ')}. ${next}`, options)
    this.code = code
    this.data = data
    this.next = next
  }
}

function describe(value: string | number | readonly string[]): string {
  return typeof value === 'object' ? value.join(', ') || 'none' : JSON.stringify(value)
}
