/** What `az` does on the step's PATH: the login that is owed, made when the command first calls it, and again when there is a newer assertion. */
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

/** What is run before the command, each as arguments of az; `login` reads the assertion from standard input. */
export interface AzLogin {
  readonly before: readonly (readonly string[])[]
  readonly login: readonly string[]
  readonly after: readonly (readonly string[])[]
}

/** The file in the shim's state directory that holds the assertion for the login's standard input (0600, gone with the step). */
export const ASSERTION_FILE = 'assertion'
/** Beside it, where the assertion is renewed: a line that changes with it. Written after the assertion. */
export const GENERATION_FILE = 'generation'

/** Quotes a word for a POSIX shell. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * The text of an `az` for bash that logs in before the first call that needs it, and before the first call after the assertion was renewed: once, also when calls
 * run in parallel (a directory is the lock), with the assertion on standard input, so that it is on no command line. A login that fails ends the call with az's
 * own error and exit code.
 */
export function azShim(shim: AzShim): string {
  const az = shellQuote(shim.az)
  const state = shellQuote(shim.stateDirectory)
  const environment = Object.entries(shim.loginEnvironment)
    .map(([name, value]) => `export ${name}=${shellQuote(value)}`)
    .join('; ')
  const quiet = (words: readonly string[]) => `${az} ${words.map(shellQuote).join(' ')} >/dev/null || exit`
  const login = `${az} ${shim.login.login.map(shellQuote).join(' ')} --output none <"$state/${ASSERTION_FILE}" || exit`
  return `#!${shim.bash}
# az, with this step's login made when it is first needed, and anew when the assertion was renewed.
state=${state}
case \${1-} in '' | --version | version | --help | -h | -v) exec ${az} "$@" ;; esac
logged_in() {
  wanted= done=
  [ -e "$state/done" ] || return
  [ ! -e "$state/${GENERATION_FILE}" ] || read -r wanted <"$state/${GENERATION_FILE}"
  read -r done <"$state/done"
  [ "$done" = "$wanted" ]
}
if ! logged_in; then
  until mkdir "$state/lock" 2>/dev/null; do
    logged_in && break
    owner=$(cat "$state/lock/owner" 2>/dev/null)
    if [ "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$state/lock"; fi
    ${shellQuote(shim.sleep)} 0.05
  done
  if ! logged_in; then
    echo $$ >"$state/lock/owner"
    wanted=
    [ ! -e "$state/${GENERATION_FILE}" ] || read -r wanted <"$state/${GENERATION_FILE}"
    (
      ${environment || ':'}
      ${[...shim.login.before.map(quiet), login, ...shim.login.after.map(quiet)].join('\n      ')}
    )
    code=$?
    [ $code = 0 ] && echo "$wanted" >"$state/done"
    rm -rf "$state/lock"
    [ $code = 0 ] || exit $code
  else
    rm -rf "$state/lock"
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

/** Quotes a word for cmd.exe's own parsing: percent signs doubled, as in a batch file, and quotes around what has anything but plain letters. */
function batchQuote(word: string): string {
  const escaped = word.replaceAll('%', '%%')
  return /^[A-Za-z0-9_@+=:.\\/-]+$/.test(escaped) ? escaped : `"${escaped.replaceAll('"', '""')}"`
}

/** The same for cmd.exe: `az.cmd`. Parallel calls may log in twice, which does no harm. */
export function azBatchShim(shim: Pick<AzShim, 'az' | 'stateDirectory' | 'login'>): string {
  const az = `call ${batchQuote(shim.az)}`
  const line = (words: readonly string[]) => `${az} ${words.map(batchQuote).join(' ')}`
  const { before, login, after } = shim.login
  return [
    '@echo off',
    'rem az, with this step\'s login made when it is first needed, and anew when the assertion was renewed.',
    'setlocal',
    `set "MINTWELL_STATE=${shim.stateDirectory.replaceAll('%', '%%')}"`,
    'set "MINTWELL_WANTED="',
    'set "MINTWELL_DONE=none"',
    `if exist "%MINTWELL_STATE%\\${GENERATION_FILE}" set /p MINTWELL_WANTED=<"%MINTWELL_STATE%\\${GENERATION_FILE}"`,
    'if exist "%MINTWELL_STATE%\\done" set /p MINTWELL_DONE=<"%MINTWELL_STATE%\\done"',
    'if "%MINTWELL_DONE%"=="%MINTWELL_WANTED%" goto run',
    ...before.map((words) => `${line(words)} >nul || exit /b`),
    `${line(login)} --output none <"%MINTWELL_STATE%\\${ASSERTION_FILE}" || exit /b`,
    ...after.map((words) => `${line(words)} >nul || exit /b`),
    '>"%MINTWELL_STATE%\\done" echo %MINTWELL_WANTED%',
    ':run',
    'endlocal',
    `${az} %*`,
    'exit /b %errorlevel%',
    '',
  ].join('\r\n')
}
