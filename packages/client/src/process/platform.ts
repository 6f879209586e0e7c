import type { Environment } from '../environment.ts'
import type { Launch, WatchdogLaunch } from './launch.ts'
import { posixWatchdog, windowsWatchdog } from './watchdog.ts'

/** All in which the systems differ, for `exec`. Made for a platform by name, so that each is tested on any. */
export interface Platform {
  readonly name: NodeJS.Platform
  /** The signals that are passed on to the command. */
  readonly signals: readonly NodeJS.Signals[]
  /** Whether the command leads a group of its own: then it can be ended with all that it started. Not on a terminal, which it would lose. */
  ownGroup(onTerminal: boolean): boolean
  /** What `process.kill` takes to reach the command, with its group where it has one. */
  killTarget(pid: number, ownGroup: boolean): number
  /** The exit code that shells report for a process that a signal ended. */
  exitCodeOf(signal: NodeJS.Signals): number
  /** The environment's name for PATH: Windows has `Path`. */
  pathName(env: Environment): string
  readonly pathDelimiter: string
  /** Finds a program as the system would; undefined where there is none. `isProgram` looks at one file. */
  findProgram(name: string, env: Environment, cwd: string, isProgram: (path: string) => boolean): string | undefined
  /** How a program that was found is started, without a shell in between, but for Windows' batch files, which cannot be started otherwise. */
  launch(file: string, args: readonly string[], env: Environment): Launch
  /**
   * The watchdog: a small program that reads lines from us and cleans up when they end without a word.
   *
   * @param mark the name of a variable that only what we start has in its environment
   */
  watchdog(mark: string): WatchdogLaunch
}

/**
 * Numbers of signals, the same on every POSIX system.
 */
const COMMON_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
}

/** Numbers that differ: Linux (signal(7), on x86 and ARM), and the BSDs with macOS (their sys/signal.h). */
const LINUX_NUMBERS = {
  ...COMMON_NUMBERS,
  SIGBUS: 7,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGSTKFLT: 16,
  SIGIO: 29,
  SIGPOLL: 29,
  SIGPWR: 30,
  SIGSYS: 31,
}
const BSD_NUMBERS = { ...COMMON_NUMBERS, SIGBUS: 10, SIGSYS: 12, SIGIO: 23, SIGUSR1: 30, SIGUSR2: 31 }

/** The platform of that name; every POSIX system is one. `nodePath` is the program that runs us. */
export function platformOf(name: NodeJS.Platform, nodePath: string): Platform {
  return name === 'win32' ? windows(nodePath) : posix(name, nodePath)
}

function posix(name: NodeJS.Platform, nodePath: string): Platform {
  const numbers: Readonly<Record<string, number>> = name === 'linux' ? LINUX_NUMBERS : BSD_NUMBERS
  return {
    name,
    signals: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'],
    ownGroup: (onTerminal) => !onTerminal,
    killTarget: (pid, ownGroup) => (ownGroup ? -pid : pid),
    exitCodeOf: (signal) => 128 + (numbers[signal] ?? 0),
    pathName: () => 'PATH',
    pathDelimiter: ':',
    findProgram(program, env, cwd, isProgram) {
      if (program.includes('/'))
        return isProgram(program.startsWith('/') ? program : `${cwd}/${program}`) ? program : undefined
      const folders = (env.PATH ?? '').split(':')
      return folders.map((folder) => `${folder === '' ? cwd : folder.replace(/\/+$/, '')}/${program}`).find(isProgram)
    },
    launch: (file, args) => ({ file, args }),
    watchdog: (mark) => posixWatchdog(nodePath, mark),
  }
}

function windows(nodePath: string): Platform {
  const pathName = (env: Environment) => Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'Path'
  const isBatch = (file: string) => /\.(cmd|bat)$/i.test(file)
  return {
    name: 'win32',
    signals: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'],
    ownGroup: () => false,
    killTarget: (pid) => pid,
    exitCodeOf: (signal) => 128 + (COMMON_NUMBERS[signal] ?? 0),
    pathName,
    pathDelimiter: ';',
    findProgram(program, env, cwd, isProgram) {
      const extensions = ['', ...(env.PATHEXT || '.COM;.EXE;.BAT;.CMD').split(';')]
      const candidates = /\.[A-Za-z]+$/.test(program) ? extensions : extensions.slice(1)
      const folders = /[\\/]/.test(program)
        ? [/^([A-Za-z]:|[\\/])/.test(program) ? '' : cwd]
        : [cwd, ...(env[pathName(env)] ?? '').split(';')]
      for (const folder of folders) {
        const base = folder === '' ? program : `${folder.replace(/[\\/]+$/, '')}\\${program}`
        const found = candidates.map((extension) => base + extension).find(isProgram)
        if (found) return found
      }
      return undefined
    },
    // A batch file is a script of cmd.exe and starts with nothing else (Node.js, CVE-2024-27980).
    launch(file, args, env) {
      if (!isBatch(file)) return { file, args }
      const line = [file, ...args].map(quoteForCmd).join(' ')
      return {
        file: env.ComSpec ?? env.COMSPEC ?? 'cmd.exe',
        args: ['/d', '/s', '/c', `"${line}"`],
        verbatim: true,
      }
    },
    watchdog: (mark) => windowsWatchdog(nodePath, mark),
  }
}

/** Quotes an argument for a program's own parser, and then every letter that cmd.exe would take for its own, twice, because a batch file is parsed twice (cross-spawn). */
function quoteForCmd(word: string): string {
  const quoted = `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`
  const caretEscaped = (text: string) => text.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&')
  return caretEscaped(caretEscaped(quoted))
}
