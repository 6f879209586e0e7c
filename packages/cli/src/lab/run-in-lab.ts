import { isatty } from 'node:tty'
import { EXIT_NOT_FOUND, EXIT_NOT_RUN, GuardedCommand, nodeExecProcesses, platformOf } from '@mintwell/client'
import { Masker } from '@mintwell/runner'
import { watchLookups } from '../run/lookups.ts'
import { say } from '../say.ts'
import type { Io } from '../verb.ts'
import { addLatin1, MaskedOutput, type OutputReader } from './command-output.ts'

/** Variables of an admission whose values are secrets: the job's token, and what an endpoint is signed in with. */
const SECRET_NAMES =
  /^(?:SYSTEM_ACCESSTOKEN|idToken|servicePrincipalKey)$|^ENDPOINT_AUTH_PARAMETER_.*(?:TOKEN|KEY|CERTIFICATE|PASSWORD|SECRET)$/

/**
 * Does some work around a command of which nothing may be left. Signals come to the command from the first moment on; the exit code of one that came before it was started
 * is that of a command that it ended.
 */
export async function withGuardedCommand(io: Io, work: (guarded: GuardedCommand) => Promise<number>): Promise<number> {
  const platform = platformOf(process.platform, process.execPath)
  const processes = nodeExecProcesses(process.platform, isatty(0), io.onSignals ?? (() => () => {}))
  const guarded = new GuardedCommand({ platform, processes, cwd: io.cwd }, () => {})
  try {
    const code = await work(guarded)
    return guarded.early === undefined || guarded.wasStarted ? code : platform.exitCodeOf(guarded.early)
  } finally {
    guarded.close()
  }
}

/**
 * Runs the command with the user's environment and the lab's over it. Gives its exit code, 128 and the number of the signal that ended it, or 126 and 127 as a shell does.
 *
 * @param onStart told the command's process id; what it gives is called at its end
 */
export async function runInLab(
  guarded: GuardedCommand,
  [name = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  io: Io,
  onStart: (pid: number) => () => void,
): Promise<number> {
  if (guarded.early !== undefined) return 0
  const platform = platformOf(process.platform, process.execPath)
  const outputs = readOutputs(environment, io)
  const env = definedOnly({ ...io.env, ...environment, ...outputs.environment })
  const processes = nodeExecProcesses(process.platform, false, () => () => {})
  const file = platform.findProgram(name, env, io.cwd, processes.isProgram)
  if (file === undefined) {
    const isThere = /[\\/]/.test(name) && processes.isFile(name)
    say(
      io.stderr,
      `mintwell lab exec: ${name}: ${isThere ? 'it is not a program that this user may run' : 'command not found'}.\n`,
    )
    return isThere ? EXIT_NOT_RUN : EXIT_NOT_FOUND
  }
  const { pid, ended } = guarded.start(platform.launch(file, args, env), env, outputs.listeners)
  const finish = pid === undefined ? () => {} : onStart(pid)
  const end = await ended
  finish()
  outputs.end()
  if (end.kind === 'exited') return end.code
  if (end.kind === 'signalled') return platform.exitCodeOf(end.signal)
  say(io.stderr, `mintwell lab exec: ${name}: it could not be started (${end.code}).`)
  return end.code === 'ENOENT' ? EXIT_NOT_FOUND : EXIT_NOT_RUN
}

/** Reads the streams that are no terminals as an agent does. A terminal is the command's own; a variable says that logging commands are not read there. */
function readOutputs(environment: Readonly<Record<string, string>>, io: Io) {
  const masker = new Masker()
  for (const [name, value] of Object.entries(environment)) if (SECRET_NAMES.test(name)) addLatin1(masker, value)
  const agent: OutputReader['agent'] = {
    azurePipelines: io.env.TF_BUILD?.toLowerCase() === 'true',
    githubActions: io.env.GITHUB_ACTIONS === 'true',
  }
  const see = watchLookups((note) => say(io.stderr, `lab: ${note}\n`))
  const open = (descriptor: 1 | 2, stream: () => NodeJS.WritableStream) =>
    isatty(descriptor)
      ? undefined
      : new MaskedOutput(masker, { agent, see, write: (bytes) => void stream().write(bytes) })
  const stdout = open(1, () => io.stdout)
  const stderr = open(2, () => io.stderr)
  return {
    listeners: {
      ...(stdout ? { stdout: (chunk: Uint8Array) => stdout.push(chunk) } : {}),
      ...(stderr ? { stderr: (chunk: Uint8Array) => stderr.push(chunk) } : {}),
    },
    environment: stdout && stderr ? {} : { MINTWELL_LOG_FORMAT: 'plain' },
    end() {
      stdout?.end()
      stderr?.end()
    },
  }
}

function definedOnly(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
