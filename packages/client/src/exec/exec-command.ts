import { formatDuration } from '@mintwell/clock'
import { makeReceipt, nothingSeen } from '@mintwell/token'
import { ClientError } from '../errors.ts'
import { describeNews } from '../keeper/describe-news.ts'
import type { FreshnessOptions } from '../keeper/keep-fresh.ts'
import type { KeeperNews } from '../keeper/keeper-news.ts'
import { openReceipts } from '../output/receipts-file.ts'
import { GuardedCommand } from '../process/guarded-command.ts'
import type { ProcessEnd } from '../process/processes.ts'
import { TokenSession } from '../session/token-session.ts'
import type { IdTokenSource } from '../sources/id-token-source.ts'
import type { Endpoint } from '../surfaces/endpoint.ts'
import { makeSurfaceDirectory, type SurfaceDirectory } from '../surfaces/surface-directory.ts'
import { applyVariables } from '../surfaces/variables.ts'
import type { ExecPorts } from './exec-ports.ts'
import { EXIT_NOT_FOUND, EXIT_NOT_RUN, findCommand } from './find-command.ts'
import { loadEndpoint, openLocalEndpoint, prepareSurfaces, type SurfaceRequest } from './prepare-surfaces.ts'

/** Our own refusal, as `env` and `timeout` have it (GNU coreutils). */
export const EXIT_REFUSED = 125

/** What `exec` is asked to do. */
export interface ExecRequest {
  readonly program: string
  readonly args: readonly string[]
  readonly freshness: Omit<FreshnessOptions, 'background' | 'history' | 'onToken' | 'onNews'>
  readonly surfaces: SurfaceRequest
  /** A file that receipts are added to. */
  readonly receipts?: string
}

/**
 * Runs a command with a token that lasts: takes one that meets the contract, or refuses; gives the command the surfaces; keeps them fresh until it ends. Gives the
 * command's exit code, 128 and the number of the signal that ended it, or 125, 126, 127 as `env` and `timeout` do.
 */
export async function execCommand(request: ExecRequest, source: IdTokenSource, ports: ExecPorts): Promise<number> {
  const { log } = ports
  // Before anything is asked for: nobody waits for the token of a command that is not there.
  const there = findCommand(request.program, ports.env, ports)
  if (typeof there === 'number') return there
  const session = new ExecSession(request, source, ports)
  try {
    return await session.run()
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    // Where a signal ended the wait for a token, the code says so and nothing more is to be said.
    if (error.code === 'ERR_KEEPER_CLOSED' && session.signal) return ports.platform.exitCodeOf(session.signal)
    log.error(`${error.message}\n${error.hint}`)
    log.info(`${request.program} was not started.`)
    tellRefusal(error, source, ports)
    return EXIT_REFUSED
  } finally {
    session.close()
    await ports.telemetry?.flush()
  }
}

function tellRefusal(
  { code, message }: ClientError,
  { name }: IdTokenSource,
  { telemetry, clock, handover }: ExecPorts,
) {
  telemetry?.refused({ ...handover, service: name, code, message, at: clock.now() })
}

/** One run: what it has opened, and how it is closed. */
class ExecSession {
  readonly #request: ExecRequest
  readonly #source: IdTokenSource
  readonly #ports: ExecPorts
  #directory: SurfaceDirectory | undefined
  readonly #command: GuardedCommand
  #endpoint: Endpoint | undefined
  #session: TokenSession | undefined
  #busy: (() => void) | undefined

  constructor(request: ExecRequest, source: IdTokenSource, ports: ExecPorts) {
    this.#request = request
    this.#source = source
    this.#ports = ports
    this.#command = new GuardedCommand(ports, () => this.#session?.close())
  }

  /** The signal that came before the command was started. */
  get signal(): NodeJS.Signals | undefined {
    return this.#command.early
  }

  async run(): Promise<number> {
    const { clock, env, files, log, platform } = this.#ports
    if (this.#command.watchdogId !== undefined) clock.letSleep?.(this.#command.watchdogId)
    this.#directory = makeSurfaceDirectory(this.#ports.temporaryDirectory, files)
    this.#command.removeIfKilled(this.#directory.path)

    const session = this.#openSession(this.#directory)
    if (this.signal) session.close()
    const taking = session.open()
    taking.catch(() => {}) // Awaited below, after what is loaded meanwhile.
    const { endpoint } = this.#request.surfaces
    if (endpoint) await loadEndpoint(this.#source)
    const held = await taking
    // From here to the start of the command, and from its end on, nothing but us is at work.
    this.#busy = clock.hold?.()
    if (endpoint) this.#endpoint = await openLocalEndpoint(this.#source, session)
    const { variables, names } = await prepareSurfaces(
      this.#request.surfaces,
      this.#source,
      held,
      this.#endpoint,
      this.#directory,
      this.#ports,
    )
    log.info(`${this.#request.program} gets ${names.join(', ')}; all but idToken are renewed while it runs.`)

    if (this.signal) return platform.exitCodeOf(this.signal)
    const environment = applyVariables(env, ...variables)
    // Again, with the PATH of the command: the `az` that logs in comes before the one that was found above.
    const program = findCommand(this.#request.program, environment, this.#ports)
    if (typeof program === 'number') return program
    const started = session.now()
    const end = await this.#start(program, environment)
    return this.#report(end, session.now() - started)
  }

  close(): void {
    this.#session?.close()
    this.#endpoint?.close()
    this.#directory?.remove()
    this.#command.close()
    this.#busy?.()
  }

  #openSession(directory: SurfaceDirectory): TokenSession {
    const { clock, random, monotonic, log, handover, files, telemetry } = this.#ports
    const { receipts, freshness } = this.#request
    const file = receipts === undefined ? undefined : openReceipts(receipts, handover, files)
    const { comparedWith } = file?.history ?? nothingSeen
    const session = new TokenSession(
      {
        source: this.#source,
        freshness: { ...freshness, background: true },
        directory,
        receipts: file,
        onNews: (news) => this.#tell(news),
        onToken: (held) => {
          const { token, reading, judgement, receivedAt: at } = held
          log.mask(token)
          telemetry?.token(makeReceipt({ handover, reading, judgement, comparedWith, at }))
          // Nobody waits for it; what is still under way at the end is waited for there.
          void telemetry?.flush()
        },
        onProblem: (error) => {
          const kept = error.code === 'ERR_RECEIPTS' ? '' : ' The command continues with the token it has.'
          log.error(`${error.message}${kept} ${error.hint}`)
        },
      },
      { clock, random, ...(monotonic ? { monotonic } : {}) },
    )
    this.#session = session
    return session
  }

  #tell(news: KeeperNews): void {
    const { level, text } = describeNews(news)
    const first = news.kind === 'taken' ? `${this.#source.name}, ${this.#source.subject}: ` : ''
    this.#ports.log[level](first + text)
  }

  async #start(program: string, env: Readonly<Record<string, string>>): Promise<ProcessEnd> {
    const { ended } = this.#command.start(this.#ports.platform.launch(program, this.#request.args, env), env)
    this.#busy?.()
    const end = await ended
    this.#busy = this.#ports.clock.hold?.()
    return end
  }

  #report(end: ProcessEnd, ran: number): number {
    const { log, platform } = this.#ports
    const { program } = this.#request
    const requests = this.#session?.requests ?? 0
    if (end.kind === 'not-started') {
      log.error(`${program} could not be started (${end.code}).`)
      return end.code === 'ENOENT' ? EXIT_NOT_FOUND : EXIT_NOT_RUN
    }
    const code = end.kind === 'exited' ? end.code : platform.exitCodeOf(end.signal)
    const how = end.kind === 'exited' ? `ended with exit code ${code}` : `was killed by ${end.signal}`
    log.info(
      `${program} ${how} after ${formatDuration(ran)}; ID tokens were asked for ${requests} ${requests === 1 ? 'time' : 'times'}.`,
    )
    return code
  }
}
