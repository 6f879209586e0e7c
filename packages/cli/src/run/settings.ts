import { CliError } from '../errors.ts'

/** What `mintwell.yml` says, checked; what it does not say is undefined. Durations are in milliseconds. */
export interface FileSettings {
  readonly organization?: string | undefined
  readonly project?: string | undefined
  readonly tenant?: string | undefined
  readonly issuer?: 'entra' | 'ado' | undefined
  readonly idTokenLifetime?: number | undefined
  readonly accessTokenLifetime?: number | undefined
  readonly clockSkew?: number | undefined
  readonly azureCli?: { readonly login?: 'lazy' | 'eager' | undefined } | undefined
  readonly connections?: Readonly<Record<string, ConnectionFileSettings>> | undefined
  readonly lint?: LintFileSettings | undefined
  readonly allowHosts?: readonly string[] | undefined
  readonly passEnv?: readonly string[] | undefined
  readonly routes?: Readonly<Record<string, string>> | undefined
  /** Variable groups: values, and for secrets the environment variables that they are in. */
  readonly variableGroups?:
    | Readonly<Record<string, Readonly<Record<string, string | { readonly env: string }>>>>
    | undefined
  /** Folders of repository resources by alias or name. */
  readonly repositories?: Readonly<Record<string, string>> | undefined
  /** Tasks that record their inputs and do nothing: `NAME` or `NAME@MAJOR`. */
  readonly stubs?: readonly string[] | undefined
  /** Folders of tasks by `NAME@MAJOR`, absolute. */
  readonly tasks?: Readonly<Record<string, string>> | undefined
}

/** What `mintwell lint` leaves out. */
export interface LintFileSettings {
  /** Ids or names of rules. */
  readonly disable?: readonly string[] | undefined
  /** By id or name of a rule. */
  readonly severity?: Readonly<Record<string, 'error' | 'warning' | 'note'>> | undefined
  /** Patterns of paths from the file of the settings, as of gitignore: `legacy/**`. */
  readonly ignore?: readonly string[] | undefined
}

export interface ConnectionFileSettings {
  readonly tenant?: string | undefined
  readonly app?: string | undefined
  readonly subject?: string | undefined
  readonly audience?: string | undefined
  readonly issuer?: 'entra' | 'ado' | undefined
  readonly subscription?: string | undefined
  /** What the connection's application may do in Microsoft Graph. */
  readonly graph?: 'none' | 'read' | 'credentials' | 'write' | undefined
  readonly idTokenLifetime?: number | undefined
  /** How it proves who it is to Entra. */
  readonly scheme?: 'workloadIdentityFederation' | 'secret' | 'certificate' | undefined
}

/** A settings file that cannot be used: where, what, and what to do. */
export class SettingsError extends CliError {
  override readonly name = 'SettingsError'

  constructor(message: string, options: ErrorOptions = {}) {
    super('ERR_SETTINGS', message, { cause: options.cause })
  }
}
