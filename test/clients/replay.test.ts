import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'

const nightly = join(root, 'examples/nightly/azure-pipelines.yml')

/** What goes wrong in the lab, each with what evidence says of it. */
const faults = [
  ['echo:before=10s', 'echo'],
  ['late-bound', 'late-bound'],
  ['late-bound:age=1435m', 'late-bound'],
  ['clock-skew', 'clock-skew'],
  ['clock-skew:direction=behind', 'clock-skew'],
  ['key-rotated', 'rotation'],
  ['keys-unreachable', 'unknown'],
  ['credential-removed', 'not-propagated'],
  ['subject-changed', 'unknown'],
  ['wrong-audience', 'unknown'],
  ['tenant-policy:rule=issuer', 'unknown'],
  ['unavailable:where=oidctoken', 'none'],
  ['throttled:where=oidctoken', 'none'],
  ['connection-unauthorized', 'none'],
] as const

describe('what was recorded under a fault, written as a scenario and played again', () => {
  it.each(faults)('has the same verdicts and codes: %s', { timeout: 180_000 }, async (fault, mechanism) => {
    const folder = temporaryDirectory()
    const record = join(folder, 'night.jsonl')
    const scenario = join(folder, 'night.yml')
    await mintwell(['run', nightly, '--runs', '2', '--every', '24h', '--fault', fault, '--jsonl', record, '--quiet'])
    const said = await mintwell(['evidence', record, '--json', '--write-scenario', scenario])
    expect(JSON.parse(said.stdout)).toMatchObject({ mechanism })
    const replay = await mintwell(['run', nightly, '--scenario', scenario, '--quiet'])
    expect(replay.stderr).toContain('The replay is what was seen.')
    expect(replay.code).toBe(0)
  })

  it('fails where it is played without the fault', async () => {
    const folder = temporaryDirectory()
    const record = join(folder, 'night.jsonl')
    const scenario = join(folder, 'night.yml')
    await mintwell(['run', nightly, '--runs', '2', '--every', '24h', '--fault', 'echo', '--jsonl', record, '--quiet'])
    const said = await mintwell(['evidence', record, '--json', '--write-scenario', scenario])
    expect(JSON.parse(said.stdout)).toMatchObject({ mechanism: 'echo' })
    const replay = await mintwell(['run', nightly, '--scenario', scenario, '--quiet'])
    expect(replay.stderr).toContain('The replay is what was seen.')
    expect(replay.code).toBe(0)

    const cured = readFileSync(scenario, 'utf8').replaceAll(/faults:\n\s+- echo:before=3s/g, 'faults: []')
    writeFileSync(scenario, cured)
    const other = await mintwell(['run', nightly, '--scenario', scenario, '--quiet'])
    expect(other.stderr).toMatch(/expiring, AADSTS700024 +fresh +differs/)
    expect(other.code).toBe(1)
  })
})
