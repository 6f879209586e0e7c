import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { type Io, UsageError } from '../verb.ts'
import { addressFile, callLab, LabAddressError, readAddress } from './lab-address.ts'
import { LAB_OPTIONS, LAB_OPTIONS_HELP, readLabOptions } from './lab-options.ts'
import type { LabPart } from './lab-part.ts'
import { openStandingLab } from './standing-lab.ts'

const usage =
  'mintwell lab exec [--lab NAME] [--connection NAME] [--fault …]… [--route HOST=URL]… [--start TIME] -- CMD…'

export const labExec: LabPart = {
  usage,
  help: `Runs a command inside a lab: its programs reach login.microsoftonline.com, dev.azure.com, management.azure.com and graph.microsoft.com there, with
nothing rewritten. The exit code is the command's; 125 when the lab refuses, 126 and 127 when the command cannot be run or found.

Usage: ${usage}

  --lab NAME                use the lab of this name that is up; without it, a lab of the command's own
  --connection NAME         make this service connection on the spot, with a subscription and the right to read Graph, and give the command what a
                            step of a running job has: SYSTEM_OIDCREQUESTURI, SYSTEM_ACCESSTOKEN, AZURESUBSCRIPTION_*, ENDPOINT_* …
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
    if (command.length === 0) throw new UsageError('a command is needed behind --.')
    if (values.lab !== undefined) return execInRunning(values.lab, values.connection, command, io)

    const shared = await readLabOptions(values, io.cwd)
    const note = (text: string) => void io.stderr.write(`lab: ${text}\n`)
    const onEvent = values.verbose ? (event: object) => note(JSON.stringify(event)) : () => {}
    const standing = await openStandingLab({ ...shared, onEvent, onNote: note }, io)
    try {
      const environment = await standing.admit(values.connection)
      const { clock } = standing.lab
      return await runCommand(command, environment, io, (pid) => {
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
  },
}

async function execInRunning(
  name: string,
  connection: string | undefined,
  command: readonly string[],
  io: Io,
): Promise<number> {
  const address = readAddress(addressFile(name, io.env, process.getuid?.()))
  if (!address) throw new LabAddressError(`no lab named '${name}' is up; open one with: mintwell lab up --name ${name}`)
  const { environment } = await callLab(
    address,
    'POST',
    '/v1/admissions',
    connection === undefined ? {} : { connection },
  )
  return runCommand(command, environment as Record<string, string>, io, () => () => {})
}

/** Runs the command with the user's environment and the lab's over it. Signals go to it; its exit code is given. */
function runCommand(
  [file = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  io: Io,
  onStart: (pid: number) => () => void,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', cwd: io.cwd, env: { ...io.env, ...environment } })
    let ended = () => {}
    child.once('spawn', () => {
      ended = onStart(child.pid as number)
    })
    // A terminal sends Ctrl-C to the whole group, the command included; what is sent to us alone is passed on.
    const onAbort = () => void child.kill('SIGTERM')
    io.signal.addEventListener('abort', onAbort, { once: true })
    const finish = (code: number) => {
      io.signal.removeEventListener('abort', onAbort)
      ended()
      resolve(code)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      io.stderr.write(
        `mintwell lab exec: ${file}: ${error.code === 'ENOENT' ? 'there is no such command.' : error.message}\n`,
      )
      finish(error.code === 'ENOENT' ? 127 : 126)
    })
    child.once('exit', (code, signal) => finish(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}
