import { parseArgs } from 'node:util'
import { say } from '../say.ts'
import { type Io, UsageError } from '../verb.ts'
import { callLab } from './lab-address.ts'
import { LAB_OPTIONS, LAB_OPTIONS_HELP, type LabOptionValues, readLabOptions } from './lab-options.ts'
import type { LabPart } from './lab-part.ts'
import { logInAz } from './log-in-az.ts'
import { runInLab, withGuardedCommand } from './run-in-lab.ts'
import { runningLab } from './running-lab.ts'
import { openStandingLab } from './standing-lab.ts'

const usage =
  'mintwell lab exec [--lab NAME] [--connection NAME] [--fault …]… [--route HOST=URL]… [--start TIME] -- CMD…'

export const labExec: LabPart = {
  usage,
  help: `Runs a command inside a lab: its programs reach login.microsoftonline.com, dev.azure.com, management.azure.com and graph.microsoft.com there, with
nothing rewritten. The exit code is the command's; 126 and 127 when the command cannot be run or found.

Where the output is not a terminal, it is read as an agent reads it: what the command registers as a secret (##vso[task.setsecret]) is shown as ***.
Signals go to the command, and nothing of it is left if this process is killed.

Usage: ${usage}

  --lab NAME                use the lab of this name that is up; without it, a lab of the command's own
  --connection NAME         create this service connection if need be, with a subscription and the right to read Graph, and give the command what a
                            step of a running job has: SYSTEM_OIDCREQUESTURI, SYSTEM_ACCESSTOKEN, AZURESUBSCRIPTION_*, ENDPOINT_* … and, as AzureCLI
                            gives its script, idToken, servicePrincipalId, tenantId and an az that is logged in, where az is installed
  --verbose                 say what the lab's services do
${LAB_OPTIONS_HELP}
`,
  async run(argv, io) {
    const split = argv.indexOf('--')
    const command = split === -1 ? [] : argv.slice(split + 1)
    const options = {
      ...LAB_OPTIONS,
      lab: { type: 'string' },
      connection: { type: 'string' },
      verbose: { type: 'boolean' },
    } as const
    const { values } = parseArgs({ args: [...(split === -1 ? argv : argv.slice(0, split))], options })
    if (command.length === 0) throw new UsageError('a command is needed after --.')
    if (values.lab !== undefined) return execInRunning(values.lab, values.connection, command, io)

    return execInOwn(values, command, io)
  },
}

/** Runs the command in a lab of its own, whose clock leaps while the command sleeps. */
async function execInOwn(
  values: LabOptionValues & { readonly connection?: string; readonly verbose?: boolean },
  command: readonly string[],
  io: Io,
): Promise<number> {
  const shared = await readLabOptions(values, io.cwd)
  const note = (text: string) => say(io.stderr, `lab: ${text}`)
  const onEvent = values.verbose ? (event: object) => note(JSON.stringify(event)) : () => {}
  return withGuardedCommand(io, async (guarded) => {
    const standing = await openStandingLab({ ...shared, onEvent, onNote: note }, io)
    try {
      const environment = { ...(await standing.admit(values.connection)), ...standing.guarded }
      if (values.connection !== undefined) await logInAz({ ...environment, ...guarded.environment }, io)
      const { clock } = standing.lab
      return await runInLab(guarded, command, environment, io, (pid) => {
        let running = true
        const leave = clock.enter({
          activity: () => (running ? { kind: 'processes', sessions: [pid] } : { kind: 'busy' }),
        })
        return () => {
          running = false
          leave()
        }
      })
    } finally {
      await standing.close()
    }
  })
}

async function execInRunning(
  name: string,
  connection: string | undefined,
  command: readonly string[],
  io: Io,
): Promise<number> {
  return withGuardedCommand(io, async (guarded) => {
    const body = connection === undefined ? {} : { connection }
    const { environment } = await callLab(runningLab(name, io), 'POST', '/v1/admissions', body)
    const variables = environment as Record<string, string>
    if (connection !== undefined) await logInAz({ ...variables, ...guarded.environment }, io)
    return runInLab(guarded, command, variables, io, () => () => {})
  })
}
