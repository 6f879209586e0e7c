import { spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import type { Command } from '@mintwell/azure-cli'
import { nodeExecProcesses, nodeFiles, type Platform, type RunningWatchdog, type SurfaceFiles } from '@mintwell/client'

/** How long output is still read when a process has ended but something that it started holds its output open, in milliseconds. The task library waits ten seconds. */
const DRAIN_MS = 200

/**
 * The processes of a step: each leads a group of its own where the system has them; signals that come to the task go to it; and a watchdog ends the group and removes the
 * step's directory within two seconds if the task itself is killed.
 */
export class StepProcesses {
  readonly #platform: Platform
  readonly #canceled = new AbortController()
  readonly #watched: boolean
  readonly #watchdogs: RunningWatchdog[] = []
  #child: number | undefined
  /** Aborts when the process that runs now has ended; undefined while none runs. */
  #running: AbortController | undefined
  #waiting: (() => void)[] = []

  /** @param watched whether directories have a watchdog */
  constructor(platform: Platform, watched: boolean) {
    this.#platform = platform
    this.#watched = watched
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#pass(signal))
  }

  /** Aborts when the step is canceled. */
  get canceled(): AbortSignal {
    return this.#canceled.signal
  }

  /** Files of the step alone; each directory created with them has its watchdog. */
  readonly files: SurfaceFiles = {
    ...nodeFiles,
    makePrivateDirectory: (parent) => {
      if (!this.#watched) return nodeFiles.makePrivateDirectory(parent)
      const processes = nodeExecProcesses(this.#platform.name, false, () => () => {})
      const watchdog = processes.startWatchdog((mark) => this.#platform.watchdog(mark))
      this.#watchdogs.push(watchdog)
      const directory = nodeFiles.makePrivateDirectory(parent)
      watchdog.tell(`remove ${directory}`)
      return directory
    },
  }

  /** Runs a command to its end. Its output goes to the task's own standard output as it is, unless the caller takes the lines; the exit code of a signal is the shells'. */
  async exec(command: Command): Promise<number> {
    const group = this.#platform.ownGroup(false)
    const launch = command.verbatim
      ? { file: command.file, args: command.args, verbatim: true }
      : this.#platform.launch(command.file, command.args, command.env)
    const child = spawn(launch.file, [...launch.args], {
      cwd: command.cwd,
      env: { ...command.env, ...Object.fromEntries(this.#watchdogs.map(({ mark }) => [mark, '1'])) },
      // Standard error into the same stream, as the task library has it: the order of lines stays.
      stdio: [
        command.input === undefined ? 'ignore' : 'pipe',
        command.onOutputLine ? 'pipe' : 1,
        command.onErrorLine ? 'pipe' : 1,
      ],
      detached: group && this.#platform.name !== 'win32',
      windowsVerbatimArguments: launch.verbatim ?? false,
      windowsHide: true,
    })
    if (child.pid !== undefined) {
      this.#child = this.#platform.killTarget(child.pid, group)
      for (const watchdog of this.#watchdogs) watchdog.tell(`${group ? 'group' : 'pid'} ${child.pid}`)
      this.#running = new AbortController()
      for (const resolve of this.#waiting.splice(0)) resolve()
    }
    child.stdin?.on('error', () => {}) // It may end without reading.
    child.stdin?.end(command.input)
    readLines(child.stdout, (line) => command.onOutputLine?.(line))
    child.stderr?.pipe(process.stdout, { end: false })
    readLines(child.stderr, (line) => command.onErrorLine?.(line))
    try {
      return await new Promise<number>((resolve, reject) => {
        child.once('error', reject)
        child.once('exit', (code, signal) => {
          this.#stopped()
          const ended = code ?? (signal ? this.#platform.exitCodeOf(signal) : 1)
          const timer = setTimeout(() => resolve(ended), DRAIN_MS)
          child.once('close', () => {
            clearTimeout(timer)
            resolve(ended)
          })
        })
      })
    } finally {
      this.#stopped()
      child.stderr?.destroy()
      child.stdout?.destroy()
    }
  }

  /** Gives a signal that aborts when the process that runs ends; waits for one to run. */
  async whileRunning(): Promise<AbortSignal> {
    while (!this.#running) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.#running.signal
  }

  /** Lets the watchdogs go, when all is cleaned up. */
  close(): void {
    for (const watchdog of this.#watchdogs) watchdog.release()
  }

  #stopped(): void {
    this.#child = undefined
    this.#running?.abort(new Error('the process has ended'))
    this.#running = undefined
  }

  #pass(signal: NodeJS.Signals): void {
    this.#canceled.abort(new Error(`${signal} came`))
    if (this.#child === undefined) return
    try {
      process.kill(this.#child, signal)
    } catch {} // It has ended already.
  }
}

function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  if (!stream) return
  let rest = ''
  const decoder = new StringDecoder('utf8')
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
    rest = ''
  })
}
