import { parseArgs } from 'node:util'
import { jsonText } from '../say.ts'
import { UsageError } from '../verb.ts'
import { callLab } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { runningLab } from './running-lab.ts'

const usage = 'mintwell lab fault [list | on NAME[:key=value,…] | off NAME] [--lab NAME] [--json]'

export const labFault: LabPart = {
  usage,
  help: `Lists the faults, or switches one on or off in the lab that is up.

Usage: ${usage}
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { lab: { type: 'string' }, json: { type: 'boolean' } },
      allowPositionals: true,
    })
    const [action = 'list', argument, ...more] = positionals
    if (!['list', 'on', 'off'].includes(action))
      throw new UsageError(`unknown action '${action}': use list, on or off.`)
    if (action !== 'list' && argument === undefined) throw new UsageError(`${action} needs the name of a fault.`)
    if (more.length > 0 || (action === 'list' && argument !== undefined))
      throw new UsageError(`unexpected argument '${more[0] ?? argument}'.`)
    const address = runningLab(values.lab, io)
    if (action === 'on') await callLab(address, 'PUT', '/v1/faults', { fault: argument })
    if (action === 'off') await callLab(address, 'DELETE', `/v1/faults/${encodeURIComponent(argument ?? '')}`)
    const { on, known } = (await callLab(address, 'GET', '/v1/faults')) as {
      on: readonly { name: string; values: object }[]
      known: readonly { name: string; summary: string }[]
    }
    if (values.json) {
      io.stdout.write(jsonText({ schema: 1, on, known }))
      return 0
    }
    const active = new Set(on.map(({ name }) => name))
    for (const { name, summary } of known)
      io.stdout.write(`${active.has(name) ? 'on ' : '   '} ${name.padEnd(26)} ${summary}\n`)
    return 0
  },
}
