import { findTokens } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import type { IdTokenSource } from './id-token-source.ts'
import { splitCommand } from './split-command.ts'

/** How a command ended, and what it printed. */
export interface CommandOutput {
  /** Null where a signal ended it, or it could not be started. */
  readonly code: number | null
  readonly stdout: string
  /** The reason, where it could not be started. */
  readonly problem?: string
}

/** What a command source needs of the world. */
export interface CommandPorts {
  /** Runs a program without a shell and collects what it prints on standard output. */
  run(program: string, args: readonly string[], signal?: AbortSignal): Promise<CommandOutput>
}

/**
 * A command that prints an ID token, bare or in JSON, such as one of another CI. It is run without a shell at every request; what it prints is never shown.
 *
 * @throws ClientError `ERR_SOURCE_CONFIGURATION` for an empty command
 */
export function commandSource(command: string, ports: CommandPorts): IdTokenSource {
  const [program, ...args] = splitCommand(command)
  if (program === undefined) {
    throw new ClientError('ERR_SOURCE_CONFIGURATION', {
      message: 'The command of the source is empty.',
      hint: 'Write --source "command:PROGRAM ARGUMENTS".',
    })
  }
  return {
    name: 'command',
    subject: program,
    async request(signal) {
      const { code, stdout, problem } = await ports.run(program, args, signal)
      if (signal?.aborted) throw signal.reason
      if (code !== 0) {
        throw new ClientError('ERR_SOURCE_COMMAND', {
          message: `The command ${program} ${problem ?? (code === null ? 'was killed by a signal' : `ended with exit code ${code}`)}.`,
          hint: problem
            ? 'Check its name and PATH; it is started without a shell.'
            : 'Run it by hand in the same step; its own messages are on standard error.',
          data: { program, code, mayPass: problem === undefined },
        })
      }
      return { token: findTokens(stdout)[0] ?? stdout.trim() }
    },
  }
}
