import {
  type Attributes,
  ClientError,
  createHttp,
  createTelemetry,
  nodeFiles,
  readAuthorities,
  readTelemetrySettings,
  type Telemetry,
} from '@mintwell/client'
import { realClock } from '@mintwell/clock'
import { type Io, UsageError } from '../verb.ts'
import { VERSION } from '../version.ts'

/** Nobody waits longer than this for telemetry to be taken, in milliseconds. */
const TIMEOUT_MS = 3_000

/** Makes the telemetry that the command sends, with the real time whatever clock the tokens are judged by. */
export function createSender(
  given: string | undefined,
  about: Attributes,
  io: Io,
  warn: (text: string) => void,
): Telemetry | undefined {
  try {
    const settings = readTelemetrySettings(given, io.env)
    if (settings === undefined) return undefined
    const http = createHttp({
      env: io.env,
      authorities: readAuthorities(io.env, nodeFiles.read),
      timeoutMs: TIMEOUT_MS,
    })
    return createTelemetry(settings, about, VERSION, { http, now: () => realClock.now(), onProblem: warn })
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    if (given !== undefined) throw new UsageError(`--otlp: ${error.message} ${error.hint}`, { cause: error })
    warn(`${error.message} ${error.hint}`)
    return undefined
  }
}
