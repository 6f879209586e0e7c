import { parseArgs } from 'node:util'
import { UsageError } from '../verb.ts'
import { callLab } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { remember, wayOut } from './leave-lab.ts'
import { runningLab } from './running-lab.ts'

const usage = 'mintwell lab env [--lab NAME] [--connection NAME] [--shell bash|pwsh|json] [--leave]'

/** The value of each variable; null for one to be unset. */
type Change = Readonly<Record<string, string | null>>

/** How each shell changes its variables; values are quoted so that nothing in them is read as code. */
const SHELLS: Readonly<Record<string, (change: Change) => string>> = {
  bash: (change) =>
    lines(change, (name, value) =>
      value === null ? `unset ${name}` : `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
    ),
  pwsh: (change) =>
    lines(change, (name, value) =>
      value === null
        ? `Remove-Item Env:${name} -ErrorAction SilentlyContinue`
        : `$env:${name} = '${value.replaceAll("'", "''")}'`,
    ),
  json: (change) => JSON.stringify(change, null, 2),
}

function lines(change: Change, line: (name: string, value: string | null) => string): string {
  // Names such as `agent.jobstatus` are not valid in a shell.
  return Object.entries(change)
    .filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .map(([name, value]) => line(name, value))
    .join('\n')
}

export const labEnv: LabPart = {
  usage,
  help: `Prints the environment variables with which the programs of a shell use the running lab. They contain secrets: pass them to eval, not to a log.

Usage: ${usage}

  eval "$(mintwell lab env)"                                  bash, zsh
  mintwell lab env --shell pwsh | Out-String | Invoke-Expression
  eval "$(mintwell lab env --leave)"                          out of the lab again, whether or not it is still up
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        lab: { type: 'string' },
        connection: { type: 'string' },
        shell: { type: 'string' },
        leave: { type: 'boolean' },
      },
    })
    const write = SHELLS[values.shell ?? 'bash']
    if (!write) throw new UsageError(`--shell takes ${Object.keys(SHELLS).join(', ')}, not '${values.shell}'.`)
    if (values.leave) {
      const out = wayOut(io.env)
      if (!out) throw new UsageError('this shell does not use a lab: there is nothing to leave.')
      io.stdout.write(`${write(out)}\n`)
      return 0
    }
    const body = values.connection === undefined ? {} : { connection: values.connection }
    const { environment } = await callLab(runningLab(values.lab, io), 'POST', '/v1/admissions', body)
    io.stdout.write(`${write(remember(environment as Record<string, string>, io.env))}\n`)
    return 0
  },
}
