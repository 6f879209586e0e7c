import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const examples = join(root, 'examples/telemetry')

describeWith(['promtool'], 'the examples of telemetry, by Prometheus’ own tool', () => {
  it('fire and rest as their tests say', async () => {
    const { code, stdout, stderr } = await runProcess('promtool', ['test', 'rules', join(examples, 'alerts.test.yml')])
    expect(code, stdout + stderr).toBe(0)
  })

  it('ask in a dashboard what Prometheus understands', async () => {
    const { panels } = JSON.parse(readFileSync(join(examples, 'dashboard.json'), 'utf8')) as {
      panels: readonly { id: number; targets: readonly { expr: string }[] }[]
    }
    const rules = panels.flatMap(({ id, targets }) => targets.map(({ expr }) => ({ record: `panel:${id}`, expr })))
    const file = join(temporaryDirectory(), 'rules.yml')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
    const { code, stdout, stderr } = await runProcess('promtool', ['check', 'rules', file])
    expect(code, stdout + stderr).toBe(0)
    expect(stdout).toContain(`${panels.length} rules found`)
  })
})
