import { parseArgs } from 'node:util'
import { parseDuration, parseInstant } from '@mintwell/clock'
import { jsonText } from '../say.ts'
import { UsageError } from '../verb.ts'
import { callLab } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { runOnRealClock, seesLabClock } from './real-clock-process.ts'
import { runningLab } from './running-lab.ts'

const usage = 'mintwell lab clock [show | set TIME | advance DURATION | resume] [--lab NAME] [--json]'

export const labClock: LabPart = {
  usage,
  help: `Shows, sets or moves the clock of the lab that is up. It ticks on from where it is put; resume puts it back to the real time. Running programs follow at once where
libfaketime is installed.

Usage: ${usage}
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { lab: { type: 'string' }, json: { type: 'boolean' } },
      allowPositionals: true,
    })
    const [action = 'show', argument, ...more] = positionals
    if (more.length > 0) throw new UsageError(`unexpected argument '${more[0]}'.`)
    const calls: Readonly<Record<string, () => readonly [string, string, unknown?]>> = {
      show: () => ['GET', '/v1/clock'],
      set: () => ['PUT', '/v1/clock', { now: argument }],
      advance: () => ['POST', '/v1/clock/advance', { by: argument }],
      resume: () => ['POST', '/v1/clock/resume', {}],
    }
    const call = Object.hasOwn(calls, action) ? calls[action] : undefined
    if (!call) throw new UsageError(`unknown action '${action}': use show, set, advance or resume.`)
    checkArgument(action, argument)
    const [method, path, body] = call()
    if (action !== 'show' && seesLabClock(io.env)) return runOnRealClock(['lab', 'clock', ...argv], io)
    const clock = await callLab(runningLab(values.lab, io), method, path, body)
    const offset = Number(clock.offsetSeconds)
    io.stdout.write(
      values.json
        ? jsonText({ schema: 1, ...clock })
        : `${clock.now}${offset === 0 ? ' (the real time)' : ` (${offset > 0 ? '+' : ''}${offset} s)`}\n`,
    )
    return 0
  },
}

/** What each action is given besides its name. Throws UsageError. */
function checkArgument(action: string, argument: string | undefined): void {
  if (action === 'set') {
    if (argument === undefined || parseInstant(argument) === undefined)
      throw new UsageError(`set takes an instant such as 2026-04-20T01:04:56Z${told(argument)}.`)
  } else if (action === 'advance') {
    if (argument === undefined || parseDuration(argument) === undefined)
      throw new UsageError(`advance takes a duration such as 24h or 90s${told(argument)}.`)
  } else if (argument !== undefined) throw new UsageError(`${action} takes no argument.`)
}

function told(argument: string | undefined): string {
  return argument === undefined ? '' : `, not '${argument}'`
}
