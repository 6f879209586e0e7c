import { parseArgs } from 'node:util'
import { layOut } from '../run/print-tables.ts'
import { jsonText, say } from '../say.ts'
import { callLab } from './lab-address.ts'
import type { LabPart } from './lab-part.ts'
import { runningLab } from './running-lab.ts'

const usage = 'mintwell lab status [--lab NAME] [--json]'

/** The state of a lab, as its control API gives it. */
export interface LabState {
  readonly azureDevOps: string
  readonly proxy: string
  readonly clock: { readonly now: string; readonly offsetSeconds: number; readonly kind: 'lab' | 'real' }
  readonly faults: readonly { readonly name: string; readonly values: Readonly<Record<string, string | number>> }[]
  readonly connections: readonly { readonly name: string; readonly id: string; readonly issuer: string }[]
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

export const labStatus: LabPart = {
  usage,
  help: `Shows a lab that is up: what listens where, its clock, the faults that are on, its service connections, and what happened last.

Usage: ${usage}
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: { lab: { type: 'string' }, json: { type: 'boolean' } },
    })
    const state = (await callLab(runningLab(values.lab, io), 'GET', '/v1/status')) as unknown as LabState
    if (values.json) io.stdout.write(jsonText(state, 2))
    else say(io.stdout, describe(state))
    return 0
  },
}

function describe(state: LabState): string {
  const { azureDevOps, proxy, clock, faults, connections, events } = state
  const lines = [
    `Azure DevOps   ${azureDevOps}`,
    `proxy          ${proxy}`,
    `clock          ${clockText(clock)}`,
    `faults         ${faults.map(({ name }) => name).join(', ') || 'none'}`,
  ]
  const tables = [
    connections.length === 0
      ? 'No service connections yet.'
      : layOut(
          ['connection', 'issuer', 'id'],
          connections.map(({ name, issuer, id }) => [name, issuer, id]),
        ),
    events.length === 0 ? 'Nothing has happened yet.' : layOut(['at', 'what', 'about'], events.map(eventRow)),
  ]
  return [lines.join('\n'), ...tables].join('\n\n')
}

/** A clock as people read it. */
export function clockText({ now, offsetSeconds, kind }: LabState['clock']): string {
  if (kind === 'real' || offsetSeconds === 0) return `${now} (the real time)`
  return `${now} (${offsetSeconds > 0 ? '+' : ''}${offsetSeconds} s)`
}

/** One event in a line: what it is about comes first that it has. */
function eventRow(event: Readonly<Record<string, unknown>>): readonly string[] {
  const { at, kind, connection, fault, issuer, errorCode, error, status, reason } = event
  const outcome = typeof errorCode === 'number' ? `AADSTS${errorCode}` : (error ?? reason ?? status)
  const about = [connection ?? fault ?? (kind === 'keys-rotated' ? issuer : undefined), outcome]
  return [String(at), String(kind), about.filter((part) => part !== undefined && part !== null).join(' ')]
}
