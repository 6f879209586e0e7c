import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Programs that stand first on PATH in place of the real ones, and write down how they were called. */
export interface StandIns {
  readonly bin: string
  /** The calls of az so far: its arguments and, where it was given something on standard input, that. */
  azCalls(): readonly string[]
}

/**
 * Makes an `az` and a `pwsh`. The az writes down its calls; a call whose words match `AZ_FAILS` ends with the code of `AZ_CODE` and the text of `AZ_SAYS` on standard error. The
 * pwsh shows what it was given to run and ends with the code of a line `# exits N` in it.
 */
export function installStandIns(directory: string): StandIns {
  const bin = join(directory, 'bin')
  const calls = join(directory, 'az-calls')
  mkdirSync(bin)
  writeFileSync(calls, '')
  program(
    join(bin, 'az'),
    `given=
case "$*" in *@-*) IFS= read -r -d '' given ;; esac
printf '%s\\n' "$*\${given:+ < $given}" >>'${calls}'
if [ "\${AZ_FAILS-}" ] && [[ "$*" =~ $AZ_FAILS ]]; then
  [ "\${AZ_SAYS-}" ] && printf '%s\\n' "$AZ_SAYS" >&2
  exit "\${AZ_CODE:-1}"
fi
case "$1" in
  --version) echo 'azure-cli                         2.45.0' ;;
  login) case "$*" in *'--output none'*) ;; *) echo '[ "output of az login" ]' ;; esac ;;
  cloud | account | extension) ;;
  devops) [ "$2" = configure ] || echo "az ran $*" ;;
  *) echo "az ran $*" ;;
esac`,
  )
  program(
    join(bin, 'pwsh'),
    `wrapper=\${!#}
wrapper=\${wrapper#. \\'}
wrapper=\${wrapper%\\'}
echo "pwsh \${*:1:$#-1}"
while IFS= read -r line || [ "$line" ]; do
  line=\${line#$'\\xef\\xbb\\xbf'}
  printf '%s\\n' "\${line%$'\\r'}"
  if [[ $line =~ ^\\.\\ \\'(.*)\\' ]]; then
    while IFS= read -r text || [ "$text" ]; do
      echo "  $text"
      [[ $text =~ ^#\\ exits\\ ([0-9]+) ]] && code=\${BASH_REMATCH[1]}
    done <"\${BASH_REMATCH[1]}"
  fi
done <"$wrapper"
[ "\${ENVIRONMENT_FILE-}" ] && env -0 >"$ENVIRONMENT_FILE"
exit \${code:-0}`,
  )
  return {
    bin,
    azCalls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
  }
}

function program(file: string, text: string): void {
  writeFileSync(file, `#!/bin/bash\n${text}\n`)
  chmodSync(file, 0o755)
}
