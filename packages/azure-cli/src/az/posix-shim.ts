import { AZ_SHIM_MARK } from '@mintwell/client'
import { CERTIFICATE_PATH, EXTENSION_ADDED, EXTENSION_NEEDED, type LoginPlan } from './login-plan.ts'
import { stateFiles } from './login-state.ts'

/** What `az` on the step's PATH needs to know. All paths are absolute. */
export interface AzShim {
  readonly bash: string
  /** The real az. */
  readonly az: string
  /** `sleep`, for waiting on another call's login. */
  readonly sleep: string
  /** The directory of `login-state.ts`. */
  readonly stateDirectory: string
  readonly plan: LoginPlan
  /** More environment for the login alone. */
  readonly loginEnvironment: Readonly<Record<string, string>>
}

/** Quotes a word for a POSIX shell. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * The text of an `az` for bash that makes the login that the step owes: before the first call that needs it, once, also when calls run in parallel (a file is the lock,
 * and who waited for a login that failed gets its error), and again before the first call after a newer assertion came. Where nothing is to be done it costs the
 * start of bash and two reads. A login that fails ends the call with az's own error and exit code. `bash -p` keeps the script's `BASH_ENV`, `set -x` and functions out.
 */
export function posixShim(shim: AzShim): string {
  const { bash, stateDirectory, loginEnvironment } = shim
  const az = shellQuote(shim.az)
  const exports = Object.entries(loginEnvironment).map(([name, value]) => `export ${name}=${shellQuote(value)}`)
  return `#!${bash} -p
# ${AZ_SHIM_MARK}: az, with this step's login made when it is first needed, and anew when there is a newer assertion.
case \${1-} in '' | --version | version | --help | -h | -v) exec ${az} "$@" ;; esac
state=${shellQuote(stateDirectory)}
logged_in() {
  wanted= done=
  { read -r wanted <"$state/${stateFiles.generation}"; read -r done <"$state/${stateFiles.done}"; } 2>/dev/null
  [ "$wanted" ] && [ "$done" = "$wanted" ]
}
logged_in && exec ${az} "$@"
az_login() {
${indent(loginLines(shim, az))}
}
az_login_first() {
${indent(firstLines(shim, az))}
}
${renewal(shim.plan)}
${LOCK}
lock=$state/${stateFiles.lock}
tries=0 pause=0.05
read_failure
seen=$failure
until [ ! -e "$lock" ] && take "$lock"; do
  [ -d "$state" ] || exit 1
  # A call that waited for a successful login runs at once, without the lock.
  logged_in && exec ${az} "$@"
  share_failure
  tries=$((tries + 1))
  [ $tries -gt 3 ] && pause=0.25
  abandoned "$lock" && break_lock
  ${shellQuote(shim.sleep)} $pause
done
trap 'command -p rm -f "$lock"' EXIT
if ! logged_in; then
  share_failure
  errors=$(
    exec 2>&1 >/dev/null </dev/null
${indent(exports.join('\n'), 4)}
    if [ "$done" ]; then az_login_again; else az_login_first; fi
  )
  code=$?
  [ "$errors" ] && printf '%s\\n' "$errors" >&2
  if [ $code != 0 ]; then
    keep "$state/${stateFiles.failure}" "$code $$"$'\\n'"$errors"
    exit $code
  fi
  keep "$state/${stateFiles.done}" "$wanted"$'\\n'
  command -p rm -f "$state/${stateFiles.failure}"
fi
trap - EXIT
command -p rm -f "$lock"
exec ${az} "$@"
`
}

/**
 * The lock: a file that only one can make, with the process id of who did. Waiting looks at it with what bash has built in and starts one program every quarter of a second:
 * twenty waiting calls must not take the processor from the one that logs in. One whose owner was killed is removed under a second lock of the same kind: between
 * a look at it and its removal it may have become that of another call.
 */
const LOCK = `take() { (umask 077; set -C; echo $$ >"$1") 2>/dev/null; }
keep() { (umask 077; printf %s "$2" >"$1.new") && command -p mv -f "$1.new" "$1"; }
read_failure() { failure=; IFS= read -r -d '' failure <"$state/${stateFiles.failure}"; } 2>/dev/null
# A call that waited for a failed login reports its error.
share_failure() {
  read_failure
  [ "$failure" ] && [ "$failure" != "$seen" ] || return
  printf '%s\\n' "\${failure#*$'\\n'}" >&2
  exit "\${failure%% *}"
}
abandoned() {
  owner=
  { read -r owner <"$1"; } 2>/dev/null
  # Without a number its owner had no time to leave one.
  if [ "$owner" ]; then ! kill -0 "$owner" 2>/dev/null; else [ $tries -gt 40 ] && [ -e "$1" ]; fi
}
break_lock() {
  if take "$lock.broken"; then
    abandoned "$lock" && command -p rm -f "$lock"
    command -p rm -f "$lock.broken"
  elif abandoned "$lock.broken"; then command -p rm -f "$lock.broken"; fi
}`

/** The login itself, for the config directory of the environment. */
function loginLines({ plan }: AzShim, az: string): string {
  const call = (words: readonly string[]) => {
    const text = words
      .map((word) => (word === CERTIFICATE_PATH ? `"$state/${stateFiles.certificate}"` : shellQuote(word)))
      .join(' ')
    return `${az} ${text} --output none`
  }
  const { kind } = plan.credential
  if (kind === 'federation') return `${call(plan.login)} <"$state/${stateFiles.idToken}"`
  if (kind === 'secret') return `${call(plan.login)} <"$state/${stateFiles.secret}"`
  if (!plan.loginOfOlderAz) return call(plan.login)
  return `said=$(${call(plan.login)} 2>&1)
code=$?
case $code$said in 2*unrecognized*) ${call(plan.loginOfOlderAz)}; return ;; esac
printf '%s\\n' "$said" >&2
return $code`
}

function firstLines({ plan }: AzShim, az: string): string {
  const call = (words: readonly string[]) => `${az} ${words.map(shellQuote).join(' ')}`
  const before = plan.before.map((words) =>
    words === EXTENSION_NEEDED
      ? `${call(words)} 2>/dev/null || ${call(EXTENSION_ADDED)} || return`
      : `${call(words)} || return`,
  )
  return [...before, 'az_login || return', ...plan.after.map((words) => `${call(words)} || return`)].join('\n')
}

/**
 * A newer assertion is logged in with beside the config directory, and only the file that holds it is moved over: calls that run meanwhile read the old file or the new one,
 * whole, and the subscription that the script has chosen stays. Where az keeps it elsewhere, the login happens in place.
 */
function renewal({ credential }: LoginPlan): string {
  if (credential.kind !== 'federation') return 'az_login_again() { az_login; }'
  return `az_login_again() {
  config=\${AZURE_CONFIG_DIR:-$HOME/.azure}
  beside=$state/renewal
  command -p rm -rf "$beside" && command -p mkdir "$beside" || return
  for file in config clouds.config; do [ -f "$config/$file" ] && command -p cp "$config/$file" "$beside"; done
  for file in "$config"/service_principal_entries.*; do [ -f "$file" ] && command -p cp "$file" "$beside"; done
  (AZURE_CONFIG_DIR=$beside az_login) || return
  moved=
  for file in "$beside"/service_principal_entries.*; do
    [ -f "$file" ] || continue
    name=\${file##*/}
    command -p cp "$file" "$config/$name.mintwell" && command -p mv -f "$config/$name.mintwell" "$config/$name" && moved=1
  done
  command -p rm -rf "$beside"
  [ "$moved" ] || az_login
}`
}

function indent(text: string, by = 2): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n')
}

/** The text of an `az` for machines that have none: 127, as a shell says it, and what to install. */
export function missingAzShim(bash: string): string {
  return `#!${bash} -p
# ${AZ_SHIM_MARK}
echo "az: command not found. The Azure CLI is not installed on this machine: install the package azure-cli (https://aka.ms/install-azure-cli), and run again." >&2
exit 127
`
}
