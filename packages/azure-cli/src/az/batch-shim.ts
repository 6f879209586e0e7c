import { AZ_SHIM_MARK } from '@mintwell/client'
import { CERTIFICATE_PATH, EXTENSION_ADDED, EXTENSION_NEEDED } from './login-plan.ts'
import { stateFiles } from './login-state.ts'
import type { AzShim } from './posix-shim.ts'

/** Quotes a word for a batch file: percent signs doubled, and quotes around what has anything but plain letters. */
function batchQuote(word: string): string {
  const escaped = word.replaceAll('%', '%%')
  return /^[A-Za-z0-9_@+=:.\\/-]+$/.test(escaped) ? escaped : `"${escaped.replaceAll('"', '""')}"`
}

/**
 * The text of an `az.cmd` for cmd.exe and PowerShell on Windows, with the rules of the shim for bash: one login under a directory as the lock, and another one when there
 * is a newer assertion; the subscription that the script has chosen stays. A lock that nobody gives back is taken after a minute.
 */
export function batchShim(shim: Pick<AzShim, 'az' | 'stateDirectory' | 'plan'>): string {
  const { plan } = shim
  const az = `call ${batchQuote(shim.az)}`
  const state = '%MINTWELL_STATE%\\'
  const call = (words: readonly string[]) =>
    `${az} ${words.map((word) => (word === CERTIFICATE_PATH ? `"${state}${stateFiles.certificate}"` : batchQuote(word))).join(' ')}`
  const { kind } = plan.credential
  const input = { federation: stateFiles.idToken, secret: stateFiles.secret, certificate: '', 'managed-identity': '' }[
    kind
  ]
  const fromFile = input ? ` <"${state}${input}"` : ''
  const login = `${call(plan.login)} --output none >nul${fromFile}`
  const older = plan.loginOfOlderAz ? ` || ${call(plan.loginOfOlderAz)} --output none >nul` : ''
  const before = plan.before.map((words) =>
    words === EXTENSION_NEEDED
      ? `${call(words)} >nul 2>nul || ${call(EXTENSION_ADDED)} >nul || goto failed`
      : `${call(words)} >nul || goto failed`,
  )
  const unlocked = `if not "%MINTWELL_DONE%"=="%MINTWELL_WANTED%"`
  return [
    '@echo off',
    `rem ${AZ_SHIM_MARK}: az, with this step's login made when it is first needed, and anew when there is a newer assertion.`,
    'setlocal',
    `set "MINTWELL_STATE=${shim.stateDirectory.replaceAll('%', '%%')}"`,
    'set MINTWELL_TRIES=0',
    ':look',
    'set "MINTWELL_WANTED="',
    'set "MINTWELL_DONE=none"',
    `if exist "${state}${stateFiles.generation}" set /p MINTWELL_WANTED=<"${state}${stateFiles.generation}"`,
    `if exist "${state}${stateFiles.done}" set /p MINTWELL_DONE=<"${state}${stateFiles.done}"`,
    'if "%MINTWELL_DONE%"=="%MINTWELL_WANTED%" goto run',
    `mkdir "${state}${stateFiles.lock}" 2>nul && goto login`,
    'set /a MINTWELL_TRIES+=1 >nul',
    `if %MINTWELL_TRIES% gtr 60 rmdir /s /q "${state}${stateFiles.lock}" 2>nul`,
    'ping -n 2 127.0.0.1 >nul',
    'goto look',
    ':login',
    ...(kind === 'federation' ? [`if not "%MINTWELL_DONE%"=="none" goto again`] : []),
    ...before,
    `${login}${older} || goto failed`,
    ...plan.after.map((words) => `${call(words)} >nul || goto failed`),
    'goto done',
    ...(kind === 'federation' ? [':again', `${login} || goto failed`] : []),
    ':done',
    `${unlocked} >"${state}${stateFiles.done}" echo %MINTWELL_WANTED%`,
    `rmdir /s /q "${state}${stateFiles.lock}" 2>nul`,
    'goto run',
    ':failed',
    'set MINTWELL_CODE=%errorlevel%',
    `>"${state}${stateFiles.failure}" echo %MINTWELL_CODE% 0`,
    `rmdir /s /q "${state}${stateFiles.lock}" 2>nul`,
    'exit /b %MINTWELL_CODE%',
    ':run',
    'endlocal',
    `${az} %*`,
    'exit /b %errorlevel%',
    '',
  ].join('\r\n')
}
