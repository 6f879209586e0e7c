import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'

/** The root of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The command as users have it: built, started by its bin file. */
export const mintwellBin = join(root, 'packages/cli/bin/mintwell.mjs')

if (!existsSync(join(root, 'packages/cli/dist/command/main.js'))) {
  throw new Error('The command is not built: run `npm run build` first. `npm ci` does it too.')
}

/** What a finished call of the command left. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CallOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
  /** Told when output comes, to act while the command runs. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs `mintwell ARGS…` as a process of its own and gives all that it printed. */
export function mintwell(args: readonly string[], options: CallOptions = {}): Promise<Finished> {
  return runProcess(process.execPath, [mintwellBin, ...args], options)
}

/** Runs any program and gives all that it printed. */
export function runProcess(file: string, args: readonly string[], options: CallOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    const kill = (signal: NodeJS.Signals) => void child.kill(signal)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      options.onOutput?.(text, kill)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      options.onOutput?.(text, kill)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

/** The keys of `mintwell run --json` that tests read. */
export interface RunDocument {
  readonly schema: number
  readonly pipeline: string
  readonly runs: readonly {
    readonly number: number
    readonly reason: string
    readonly queuedAt: string
    readonly result: string
    readonly stages: readonly {
      readonly name: string
      readonly result: string
      readonly jobs: readonly {
        readonly name: string
        readonly result: string
        readonly steps: readonly {
          readonly id: string
          readonly name: string | null
          readonly displayName: string
          readonly result: string
          readonly exitCode: number | null
          readonly issues: readonly { readonly type: string; readonly message: string }[]
        }[]
      }[]
    }[]
    readonly receipts: readonly {
      readonly stage: string
      readonly job: string
      readonly step: string
      readonly connection: string
      readonly source: string
      readonly fingerprint: string
      readonly issuedAt: string
      readonly notBefore: string
      readonly expiresAt: string
      readonly mintedAt: string
      readonly verdict: string
      readonly findings: readonly string[]
    }[]
    readonly exchanges: readonly {
      readonly at: string
      readonly step: string
      readonly purpose: string
      readonly clientId: string
      readonly status: number
      readonly errorCode: number | null
      readonly fingerprint: string
    }[]
  }[]
}

/** Runs a pipeline with `--json` and reads the document. */
export async function runPipelineJson(
  args: readonly string[],
  options: CallOptions = {},
): Promise<Finished & { readonly document: RunDocument }> {
  const finished = await mintwell(['run', ...args, '--json'], options)
  try {
    return { ...finished, document: JSON.parse(finished.stdout) as RunDocument }
  } catch {
    throw new Error(`no JSON on stdout (exit ${finished.code}): ${finished.stdout}\n${finished.stderr}`)
  }
}

const directories: string[] = []

/** A directory for one test, removed behind it. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-test-'))
  directories.push(directory)
  return directory
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})
