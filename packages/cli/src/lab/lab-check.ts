import { execFile } from 'node:child_process'
import { parseArgs, promisify } from 'node:util'
import { layOut } from '../run/print-tables.ts'
import { jsonText } from '../say.ts'
import type { Io } from '../verb.ts'
import type { LabPart } from './lab-part.ts'
import { openStandingLab } from './standing-lab.ts'

const usage = 'mintwell lab check [--json]'

/** A program of this machine, how it tells the time in seconds, and how it fetches a page of the lab under a public name. */
interface Probe {
  readonly program: string
  readonly clock?: readonly string[]
  readonly trust?: readonly string[]
}

const PAGE = 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration'

const PROBES: readonly Probe[] = [
  { program: 'date', clock: ['+%s'] },
  {
    program: 'node',
    clock: ['-p', 'Math.floor(Date.now() / 1000)'],
    trust: ['-e', `fetch('${PAGE}').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`],
  },
  {
    program: 'python3',
    clock: ['-c', 'import time; print(int(time.time()))'],
    trust: ['-c', `import urllib.request; urllib.request.urlopen('${PAGE}')`],
  },
  { program: 'curl', trust: ['--silent', '--fail', '--output', '/dev/null', PAGE] },
  { program: 'wget', trust: ['--quiet', '--output-document=/dev/null', PAGE] },
  { program: 'perl', clock: ['-e', 'print time'] },
  { program: 'pwsh', clock: ['-NoProfile', '-Command', '[DateTimeOffset]::UtcNow.ToUnixTimeSeconds()'] },
]

interface Row {
  readonly program: string
  readonly clock: 'sees it' | 'does not' | '-'
  readonly trust: 'trusts it' | 'does not' | '-'
}

/** How far the lab's clock is put from the real one to see who follows, in milliseconds: a day and an hour. */
const DISTANCE_MS = 90_000_000
/** Programs start while the clock ticks: as near as this, in seconds, is the same time. */
const CLOCK_TOLERANCE_SECONDS = 300
/** A program that has not answered by then does not (milliseconds; pwsh starts slowly). */
const PATIENCE_MS = 20_000

export const labCheck: LabPart = {
  usage,
  help: `Opens a lab for a moment and tries the programs of this machine in it: which see its clock, which trust its certificate authority.

Usage: ${usage}
`,
  async run(argv, io) {
    const { values } = parseArgs({ args: [...argv], options: { json: { type: 'boolean' } } })
    const none = { settings: {}, faults: [], issuer: undefined, routes: new Map(), allowHosts: [], data: undefined }
    const standing = await openStandingLab(
      { ...none, start: io.clock.now() - DISTANCE_MS, onEvent: () => {}, onNote: () => {} },
      io,
    )
    try {
      standing.lab.services.provisionConnection('check')
      const environment = { ...io.env, ...(await standing.admit('check')) }
      const rows: Row[] = []
      for (const probe of PROBES) {
        const row = await tryProgram(probe, environment, io)
        if (row) rows.push(row)
      }
      const { clockReach } = standing.lab
      if (values.json)
        io.stdout.write(
          jsonText({ schema: 1, platform: process.platform, childrenSeeTheClock: clockReach, programs: rows }),
        )
      else
        io.stdout.write(
          `${layOut(
            ['program', 'the lab’s clock', 'the lab’s authority'],
            rows.map(({ program, clock, trust }) => [program, clock, trust]),
          )}\n${advice(clockReach)}`,
        )
      return 0
    } finally {
      await standing.close()
    }
  },
}

/** Tries one program; undefined when this machine has none of that name. */
async function tryProgram({ program, clock, trust }: Probe, env: NodeJS.ProcessEnv, io: Io): Promise<Row | undefined> {
  const call = async (args: readonly string[]): Promise<{ readonly out: string } | 'failed' | 'missing'> => {
    try {
      const { stdout } = await promisify(execFile)(program, [...args], { env, timeout: PATIENCE_MS, signal: io.signal })
      return { out: stdout.trim() }
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'failed'
    }
  }
  const told = clock && (await call(clock))
  const fetched = trust && (await call(trust))
  if (told === 'missing' || fetched === 'missing') return undefined
  const expected = (io.clock.now() - DISTANCE_MS) / 1_000
  const follows =
    typeof told === 'object' && told.out !== '' && Math.abs(Number(told.out) - expected) < CLOCK_TOLERANCE_SECONDS
  return {
    program,
    clock: told === undefined ? '-' : follows ? 'sees it' : 'does not',
    trust: fetched === undefined ? '-' : typeof fetched === 'object' ? 'trusts it' : 'does not',
  }
}

function advice(reach: string): string {
  if (reach === 'faketime')
    return '\nPrograms that read the time past libc (Go: terraform; statically linked ones) do not see the lab’s clock.\n'
  return '\nInstall libfaketime (Debian, Ubuntu: apt install faketime) for programs to see the lab’s clock.\n'
}
