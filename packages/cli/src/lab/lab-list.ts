import { parseArgs } from 'node:util'
import { layOut } from '../run/print-tables.ts'
import { jsonText } from '../say.ts'
import { callLab, type LabAddress, LabAddressError, listAddresses } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { clockText, type LabState } from './lab-status.ts'

const usage = 'mintwell lab list [--json]'

export const labList: LabPart = {
  usage,
  help: `Lists the labs of this user that are up.

Usage: ${usage}
`,
  async run(argv, io) {
    const { values } = parseArgs({ args: [...argv], options: { json: { type: 'boolean' } } })
    const labs = await Promise.all(
      listAddresses(io.env, process.getuid?.()).map(async ({ name, address }) => ({
        name,
        pid: address.pid,
        state: await stateOf(address),
      })),
    )
    if (values.json) {
      const rows = labs.map(({ name, pid, state }) => ({ name, pid, answers: state !== undefined, ...state }))
      io.stdout.write(jsonText({ schema: 1, labs: rows }))
    } else if (labs.length === 0) io.stdout.write('No lab is up; open one with: mintwell lab up\n')
    else io.stdout.write(`${layOut(['name', 'process', 'Azure DevOps', 'clock'], labs.map(row))}\n`)
    return 0
  },
}

/** What a lab says of itself; undefined where it does not answer. */
async function stateOf(address: LabAddress): Promise<Pick<LabState, 'azureDevOps' | 'clock'> | undefined> {
  try {
    const { azureDevOps, clock } = (await callLab(address, 'GET', '/v1/status')) as unknown as LabState
    return { azureDevOps, clock }
  } catch (error) {
    if (error instanceof LabAddressError) return undefined
    throw error
  }
}

function row(lab: {
  readonly name: string
  readonly pid: number
  readonly state: Pick<LabState, 'azureDevOps' | 'clock'> | undefined
}): readonly string[] {
  const { name, pid, state } = lab
  return [name, String(pid), state?.azureDevOps ?? 'does not answer', state ? clockText(state.clock) : '']
}
