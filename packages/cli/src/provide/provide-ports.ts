import { fstatSync } from 'node:fs'
import { tmpdir } from 'node:os'
import {
  type CiLog,
  createCiLog,
  createHttp,
  detectCi,
  type ExecClock,
  type HttpClient,
  nodeFiles,
  openLabClock,
  readAuthorities,
  type SourcePorts,
  temporaryDirectory,
} from '@mintwell/client'
import { readNamedFile } from '../read-file.ts'
import { type Io, UsageError } from '../verb.ts'
import { LONGEST_TOKEN_TEXT, runProgram } from './run-program.ts'

/** The outside world of `exec`, `token` and `exchange`. */
export interface ProvidePorts extends SourcePorts {
  readonly http: HttpClient
  readonly clock: ExecClock
  readonly log: CiLog
  readonly temporaryDirectory: string
  close(): Promise<void>
}

/** Opens the clock (the lab's inside the lab), the HTTP client and the log; `close` lets go of them. */
export async function openProvidePorts(io: Io, where: string | boolean | undefined): Promise<ProvidePorts> {
  if (where !== undefined && where !== 'stdout' && where !== 'stderr')
    throw new UsageError(`--log takes stderr or stdout, not '${String(where)}'`)
  const address = io.env.MINTWELL_LAB_CLOCK
  const door = address && URL.canParse(address) ? await openLabClock(address, process.pid) : undefined
  const http = createHttp({ env: io.env, authorities: readAuthorities(io.env, nodeFiles.read) })
  const stream = where === 'stdout' ? io.stdout : io.stderr
  return {
    http,
    clock: door ?? io.clock,
    log: createCiLog(isReadByCi(stream) ? detectCi(io.env) : 'plain', (lines) => void stream.write(lines)),
    temporaryDirectory: temporaryDirectory(io.env, tmpdir()),
    readText: async (path, signal) =>
      ((await readNamedFile(path, signal, LONGEST_TOKEN_TEXT)) ?? Buffer.alloc(0)).toString('utf8'),
    run: (program, args, signal) => runProgram(program, args, io, signal),
    async close() {
      door?.close()
      await http.close()
    },
  }
}

/** No CI reads from a terminal or a file: what is a command to an agent would only be shown or kept there, a secret with it. */
function isReadByCi(stream: NodeJS.WritableStream): boolean {
  const { isTTY, fd } = stream as Partial<NodeJS.WriteStream> & { readonly fd?: number }
  if (isTTY) return false
  return fd === undefined || !fstatSync(fd).isFile()
}
