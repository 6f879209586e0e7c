import { parseArgs } from 'node:util'
import { UsageError } from '../verb.ts'
import { callLab } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { runningLab } from './running-lab.ts'

const usage = 'mintwell lab env [--lab NAME] [--connection NAME] [--shell bash|pwsh|json]'

/** How each shell sets a variable; values are quoted so that nothing in them is read as code. */
const SHELLS: Readonly<Record<string, (environment: Readonly<Record<string, string>>) => string>> = {
  bash: (environment) => lines(environment, (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`),
  pwsh: (environment) => lines(environment, (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
  json: (environment) => JSON.stringify(environment, null, 2),
}

function lines(environment: Readonly<Record<string, string>>, line: (name: string, value: string) => string): string {
  // Names such as `agent.jobstatus` are none for a shell.
  return Object.entries(environment)
    .filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .map(([name, value]) => line(name, value))
    .join('\n')
}

export const labEnv: LabPart = {
  usage,
  help: `Prints the environment that leads a shell's programs into the lab that is up. It holds the secrets of this admission: for eval, not for a log.

Usage: ${usage}

  eval "$(mintwell lab env)"                                  bash, zsh
  mintwell lab env --shell pwsh | Out-String | Invoke-Expression
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: { lab: { type: 'string' }, connection: { type: 'string' }, shell: { type: 'string' } },
    })
    const write = SHELLS[values.shell ?? 'bash']
    if (!write) throw new UsageError(`--shell takes ${Object.keys(SHELLS).join(', ')}, not '${values.shell}'.`)
    const body = values.connection === undefined ? {} : { connection: values.connection }
    const { environment } = await callLab(runningLab(values.lab, io), 'POST', '/v1/admissions', body)
    io.stdout.write(`${write(environment as Record<string, string>)}\n`)
    return 0
  },
}
