import { connectionOf } from './connections.ts'
import { atInput } from './report.ts'
import type { LintRule } from './rule.ts'

/** A connection with a secret, as far as `mintwell.yml` says so. */
export const secretConnection: LintRule = {
  id: 'L14',
  name: 'secret-connection',
  title: 'A service connection has a secret',
  severity: 'warning',
  confidence: 'high',
  reason:
    'Secrets and certificates of applications end, and everything that uses the connection fails on that day (AADSTS7000222). They can also be used from outside of the pipeline.',
  cure: 'Convert the connection to workload identity federation: "Convert" on the page of the service connection.',
  *check({ steps, connections }) {
    const seen = new Set<string>()
    for (const step of steps) {
      const name = connectionOf(step)
      const scheme = name === undefined ? undefined : connections.get(name.toLowerCase())
      if (name === undefined || (scheme !== 'secret' && scheme !== 'certificate') || seen.has(name)) continue
      seen.add(name)
      yield atInput(
        step,
        inputNameOf(step.plan.inputs, name),
        name,
        `the connection '${name}' has a ${scheme}, which ends`,
      )
    }
  },
}

function inputNameOf(inputs: Readonly<Record<string, string>>, value: string): string {
  return Object.entries(inputs).find(([, each]) => each.trim() === value)?.[0] ?? ''
}
