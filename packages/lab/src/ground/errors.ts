/** What can go wrong when the lab is set up or used: each code with what happened and what to do next. */
export const labErrors = {
  ERR_FAULT_UNKNOWN: {
    message: 'Unknown fault',
    hint: 'Give one of the faults that are listed in `known`.',
  },
  ERR_FAULT_PARAMETER_UNKNOWN: {
    message: 'Unknown parameter of a fault',
    hint: 'Give parameters of those that are listed in `known`, as in late-bound:age=20h,lifetime=24h.',
  },
  ERR_FAULT_PARAMETER_INVALID: {
    message: 'A parameter of the fault cannot be read',
    hint: 'Give NAME:KEY=VALUE,KEY=VALUE with a value of the kind that is named.',
  },
  ERR_FAULT_NOT_ON: {
    message: 'The fault is not switched on',
    hint: 'List the faults first.',
  },
  ERR_CREDENTIAL_INVALID: {
    message: 'A federated identity credential breaks a rule of Entra',
    hint: 'Change the value that is named so that it keeps the rule.',
  },
  ERR_CREDENTIAL_EXISTS: {
    message: 'The application already has such a federated identity credential',
    hint: 'Give another name, or another issuer or subject: the pair must be unique in the application.',
  },
  ERR_CREDENTIAL_LIMIT: {
    message: 'The application has as many federated identity credentials as it can have',
    hint: 'Remove one, or let the connection use another application.',
  },
  ERR_DIRECTORY_CONFLICT: {
    message: 'The directory already has such an object',
    hint: 'Give another id or name.',
  },
  ERR_DIRECTORY_MISSING: {
    message: 'Unknown object of the directory',
    hint: 'Create it first, or correct the id.',
  },
  ERR_DATA_INVALID: {
    message: 'The stored state of a lab cannot be read',
    hint: 'Remove the file, or give another directory: the lab creates its objects again.',
  },
  ERR_DATA_IN_USE: {
    message: 'Another lab keeps its keys and objects in this directory',
    hint: 'Stop that lab first, or give another directory; --lab NAME runs a command in a lab that is up.',
  },
  ERR_DATA_UNUSABLE: {
    message: 'The keys and objects of a lab cannot be kept in this directory',
    hint: 'Give a directory that this user can create and write to.',
  },
  ERR_SETTING_INVALID: {
    message: 'A setting of the lab cannot be used',
    hint: 'Correct the value that is named.',
  },
  ERR_CLOCK_OUT_OF_RANGE: {
    message: 'The clock of a lab cannot be put there',
    hint: 'Give a time between the first and the last.',
  },
  ERR_JOB_CLOSED: {
    message: 'The job has ended; no step can be opened in it',
    hint: 'Open the step before the job is closed.',
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
  readonly hint: string

  constructor(code: LabErrorCode, data: ErrorData, options?: { readonly cause?: unknown }) {
    const { message, hint } = labErrors[code]
    const values = Object.entries(data).map(([name, value]) => `${name} ${describe(value)}`)
    super(`${message}: ${values.join('; ')}. ${hint}`, options)
    this.code = code
    this.data = data
    this.hint = hint
  }
}

function describe(value: string | number | readonly string[]): string {
  return typeof value === 'object' ? value.join(', ') || 'none' : JSON.stringify(value)
}
