import { parseArgs } from 'node:util'
import { jsonText } from '../say.ts'
import { UsageError } from '../verb.ts'
import { callLab } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { runningLab } from './running-lab.ts'

const usage = 'mintwell lab keys rotate entra|ado [--no-overlap] [--lab NAME] [--json]'

export const labKeys: LabPart = {
  usage,
  help: `Makes an issuer of the lab that is up sign with a new key, and lists the keys that it publishes then, the one that it signs with first. The former keys stay
published; --no-overlap drops them, so that tokens that they signed are refused from then on.

Usage: ${usage}
`,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { 'no-overlap': { type: 'boolean' }, lab: { type: 'string' }, json: { type: 'boolean' } },
      allowPositionals: true,
    })
    const [action, issuer, ...more] = positionals
    if (action !== 'rotate')
      throw new UsageError(
        action === undefined ? 'an action is needed: rotate.' : `unknown action '${action}': use rotate.`,
      )
    if (issuer === undefined) throw new UsageError('rotate needs an issuer: entra or ado (Azure DevOps).')
    if (more.length > 0) throw new UsageError(`unexpected argument '${more[0]}'.`)
    const overlap = !values['no-overlap']
    const { keys } = (await callLab(runningLab(values.lab, io), 'POST', '/v1/keys/rotate', { issuer, overlap })) as {
      keys: readonly string[]
    }
    io.stdout.write(values.json ? jsonText({ schema: 1, keys }) : `${keys.join('\n')}\n`)
    return 0
  },
}
