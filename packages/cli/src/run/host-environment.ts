/** What of the user's environment every step gets; all else stays with the user (`--pass-env` names more). LC_* and these. */
const PASSED = ['LANG', 'LANGUAGE', 'TERM', 'TZ', 'USER', 'LOGNAME', 'SHELL', 'COLORTERM', 'NO_COLOR']

/** On Windows nothing starts without these. */
const PASSED_ON_WINDOWS = [
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROGRAMFILES',
  'PROGRAMDATA',
]

/** The allow-listed part of the user's environment for the lab's steps. PATH is passed apart. */
export function hostEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  passEnv: readonly string[],
): Record<string, string> {
  const names = new Set([...PASSED, ...(platform === 'win32' ? PASSED_ON_WINDOWS : []), ...passEnv])
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (names.has(name) || name.startsWith('LC_'))) environment[name] = value
  }
  return environment
}
