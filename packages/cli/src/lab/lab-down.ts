import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { UsageError } from '../verb.ts'
import { isAlive } from './claim-file.ts'
import { addressFile, callLab, LabAddressError } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { runningLab } from './running-lab.ts'

const usage = 'mintwell lab down [NAME]'

/** How long a lab may take to end, in milliseconds: it closes its listeners and writes what --data keeps. */
const PATIENCE_MS = 10_000
const LOOK_MS = 50

export const labDown: LabPart = {
  usage,
  help: `Stops a lab that is up, and waits until it is down.

Usage: ${usage}
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { lab: { type: 'string' } },
      allowPositionals: true,
    })
    if (positionals.length > 1) throw new UsageError(`unexpected argument '${positionals[1]}'.`)
    const name = positionals[0] ?? values.lab
    const address = runningLab(name, io)
    await callLab(address, 'POST', '/v1/shutdown', {})
    const file = addressFile(name ?? 'default', io.env, process.getuid?.())
    for (let waited = 0; existsSync(file) || isAlive(address.pid); waited += LOOK_MS) {
      if (waited >= PATIENCE_MS) throw new LabAddressError(`the lab (process ${address.pid}) has not stopped yet.`)
      await pause(LOOK_MS)
    }
    io.stderr.write('lab: closed\n')
    return 0
  },
}
