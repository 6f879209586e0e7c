/** What `az` does on the step's PATH: the login that the task owes, made when the script first calls it. */
export interface AzShim {
  readonly bash: string
  /** The real az. */
  readonly az: string
  /** The real `sleep`, for waiting on another call's login. */
  readonly sleep: string
  /** A directory of this step alone, 0700: holds the assertion and the mark that the login is done. */
  readonly stateDirectory: string
  readonly login: AzLogin
  /** More environment for the login alone. */
  readonly loginEnvironment: Readonly<Record<string, string>>
}

/** What the task would run before the script, each as arguments of az; `login` reads the assertion from standard input. */
export interface AzLogin {
  readonly before: readonly (readonly string[])[]
  readonly login: readonly string[]
  readonly after: readonly (readonly string[])[]
}

/** The file in the shim's state directory that holds the assertion for the login's standard input (0600, gone with the step). */
export const ASSERTION_FILE = 'assertion'

/** Quotes a word for a POSIX shell. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * The text of an `az` for bash that logs in before the first call that needs it: once, also when calls run in parallel (a directory is the lock), with
 * the assertion on standard input, so that it is on no command line. A login that fails ends the call with az's own error and exit code.
 */
export function azShim(shim: AzShim): string {
  const az = shellQuote(shim.az)
  const state = shellQuote(shim.stateDirectory)
  const environment = Object.entries(shim.loginEnvironment)
    .map(([name, value]) => `export ${name}=${shellQuote(value)}`)
    .join('; ')
  const quiet = (words: readonly string[]) => `${az} ${words.map(shellQuote).join(' ')} >/dev/null || exit`
  return `#!${shim.bash}
# az, with this step's login made when it is first needed.
state=${state}
case \${1-} in '' | --version | version | --help | -h | -v) exec ${az} "$@" ;; esac
if [ ! -e "$state/done" ]; then
  until mkdir "$state/lock" 2>/dev/null; do
    [ -e "$state/done" ] && break
    owner=$(cat "$state/lock/owner" 2>/dev/null)
    if [ "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$state/lock"; fi
    ${shellQuote(shim.sleep)} 0.05
  done
  if [ ! -e "$state/done" ]; then
    echo $$ >"$state/lock/owner"
    (
      ${environment || ':'}
      ${[...shim.login.before.map(quiet), `${az} ${shim.login.login.map(shellQuote).join(' ')} --output none <"$state/${ASSERTION_FILE}" || exit`, ...shim.login.after.map(quiet)].join('\n      ')}
    )
    code=$?
    [ $code = 0 ] && : >"$state/done"
    rm -rf "$state/lock"
    [ $code = 0 ] || exit $code
  fi
fi
exec ${az} "$@"
`
}

/** The text of an `az` for machines that have none: 127, as a shell says it, and what to install. */
export function missingAzShim(bash: string): string {
  return `#!${bash}
echo "az: command not found. The Azure CLI is not installed on this machine: install the package azure-cli (https://aka.ms/install-azure-cli), and run again." >&2
exit 127
`
}
