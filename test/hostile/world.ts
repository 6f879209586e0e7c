import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintwellBin, temporaryDirectory } from '../mintwell.ts'

/** A place of its own for one call of the command: a temp directory, and a mark by which whatever it started is found. */
export interface World {
  readonly directory: string
  readonly env: NodeJS.ProcessEnv
  /** A file with a token that lasts. */
  readonly tokenFile: string
  /** A named pipe that nobody writes to. */
  readonly namedPipe: string
  /** A pipeline whose step lasts. */
  readonly pipeline: string
  start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<number>; output(): string }
  /** What is left: processes that have the mark, and files in the temp directory and the user's runtime directory. */
  left(): readonly string[]
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as a file source has it, fresh for an hour. */
export function freshToken(): string {
  const now = Math.floor(Date.now() / 1_000)
  const claims = { iss: 'https://issuer.example', sub: 'canary', iat: now, nbf: now, exp: now + 3_600 }
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJlLW9mLXRoZS1jYW5hcnk`
}

/** Makes such a place; its directory is removed behind the test. */
export function hostileWorld(): World {
  const directory = temporaryDirectory()
  const [temporary, runtime] = [join(directory, 'tmp'), join(directory, 'runtime')]
  for (const path of [temporary, runtime]) mkdirSync(path, { mode: 0o700 })
  const mark = `HOSTILE_${randomBytes(8).toString('hex')}`
  const tokenFile = join(directory, 'token')
  writeFileSync(tokenFile, freshToken())
  const namedPipe = join(directory, 'pipe')
  execFileSync('mkfifo', [namedPipe])
  const pipeline = join(directory, 'azure-pipelines.yml')
  writeFileSync(pipeline, 'steps:\n- checkout: none\n- bash: setsid tail -f /dev/null & tail -f /dev/null\n')
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: runtime,
    AGENT_TEMPDIRECTORY: undefined,
    RUNNER_TEMP: undefined,
    TF_BUILD: undefined,
    GITHUB_ACTIONS: undefined,
    MINTWELL_LAB_CLOCK: undefined,
    [mark]: '1',
  }
  return {
    directory,
    env,
    tokenFile,
    namedPipe,
    pipeline,
    start(args) {
      const child = spawn(process.execPath, [mintwellBin, ...args], {
        cwd: directory,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let text = ''
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (text += String(part)))
      const ended = new Promise<number>((resolve) =>
        child.once('exit', (code, signal) => resolve(signal === null ? (code ?? -1) : -1)),
      )
      return { child, ended, output: () => text }
    },
    left() {
      const processes = readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
        .filter((name) => read(name, 'environ').includes(mark) && !/\) Z /.test(read(name, 'stat')))
        .map((name) => `process ${name}: ${read(name, 'cmdline').replaceAll('\0', ' ').slice(0, 200)}`)
      const files = [temporary, runtime].flatMap((path) =>
        readdirSync(path, { recursive: true }).map((name) => `file ${join(path, String(name))}`),
      )
      return [...processes, ...files.filter((name) => !name.endsWith('/runtime/mintwell'))]
    },
  }
}

/** Waits until something holds; gives the last answer where it does not come about in time. */
export async function until<T>(look: () => T, holds: (seen: T) => boolean, withinMs: number): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const seen = look()
    if (holds(seen) || performance.now() > end) return seen
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
