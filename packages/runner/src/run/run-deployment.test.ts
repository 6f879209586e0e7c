import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runYaml } from './test-run.ts'

const hook = (key: string, script: string, indent = '        ') =>
  `${indent}${key}:\n${indent}  steps:\n${indent}  - bash: ${script}\n${indent}    name: ${key}\n`

const deployment = (hooks: string, rest = '') =>
  `jobs:\n- deployment: A\n  environment: prod.web\n${rest}  strategy:\n    runOnce:\n${hooks.replace(/^ {2}/gm, '')}`

const ALL = ['preDeploy', 'deploy', 'routeTraffic', 'postRouteTraffic']
const allHooks = (scripts: Record<string, string> = {}) =>
  deployment(
    `${ALL.map((key) => hook(key, scripts[key] ?? `echo ${key}`)).join('')}        on:\n${['success', 'failure'].map((key) => hook(key, scripts[key] ?? `echo ${key}`, '          ')).join('')}`,
  )

const started = (run: Awaited<ReturnType<typeof runYaml>>) =>
  run.events.flatMap((event) => (event.kind === 'job-started' ? [event.job] : []))

describe('a deployment of deploy alone', () => {
  it('is one job that knows its environment and strategy, and whose outputs bear its name', async () => {
    const run = await runYaml(
      `${deployment(hook('deploy', `'echo "$ENVIRONMENT_NAME $ENVIRONMENT_RESOURCENAME $STRATEGY_NAME $STRATEGY_CYCLENAME"; echo "##vso[task.setvariable variable=x;isOutput=true]out"'`))}
- job: B
  dependsOn: A
  variables:
    seen: $[ dependencies.A.outputs['A.deploy.x'] ]
  steps:
  - bash: echo "$(seen)"
    name: b
`,
    )
    expect(run.lines('deploy')[0]).toBe('prod web runOnce Iteration')
    expect(run.lines('b')).toEqual(['out'])
    expect(run.jobs).toEqual({ A: 'succeeded', B: 'succeeded' })
  })

  it('does not check out by itself', async () => {
    const checkOut = vi.fn(async (directory: string) => {
      mkdirSync(directory, { recursive: true })
      writeFileSync(join(directory, 'file'), '')
    })
    const yaml = deployment(hook('deploy', 'ls'))
    expect((await runYaml(yaml, { checkOut })).lines('deploy')).toEqual([])
    expect(checkOut).not.toHaveBeenCalled()
    const asking = yaml.replace('steps:\n', 'steps:\n        - checkout: self\n        - download: none\n')
    expect((await runYaml(asking, { checkOut })).lines('deploy')).toEqual(['file'])
  })

  it('may fail and let the others go on', async () => {
    const run = await runYaml(deployment(hook('deploy', 'exit 1'), '  continueOnError: true\n'))
    expect([run.result, run.jobs]).toEqual(['succeededWithIssues', { A: 'succeededWithIssues' }])
  })
})

describe('the hooks of a deployment', () => {
  it('run in their order, each a job of its own, and then the one of success', async () => {
    const run = await runYaml(
      allHooks({ deploy: "'echo $STRATEGY_CYCLENAME $SYSTEM_JOBNAME'", success: "'echo $STRATEGY_CYCLENAME'" }),
      { serviceVariables: [{ name: 'System.JobName', value: 'x' }] },
    )
    expect(started(run)).toEqual(['A.PreDeploy', 'A.Deploy', 'A.RouteTraffic', 'A.PostRouteTraffic', 'A.OnSuccess'])
    expect(run.lines('deploy')).toEqual(['Iteration Deploy'])
    expect(run.lines('success')).toEqual(['PostIteration'])
    expect([run.result, run.jobs.A]).toEqual(['succeeded', 'succeeded'])
  })

  it('end with the first that fails, and then the one of failure runs; the deployment has failed', async () => {
    const run = await runYaml(allHooks({ routeTraffic: 'exit 1' }))
    expect(started(run)).toEqual(['A.PreDeploy', 'A.Deploy', 'A.RouteTraffic', 'A.OnFailure'])
    expect([run.result, run.jobs.A]).toEqual(['failed', 'failed'])
  })

  it('do not run the one of failure when the one of success fails', async () => {
    const run = await runYaml(allHooks({ success: 'exit 1' }))
    expect(started(run).at(-1)).toBe('A.OnSuccess')
    expect(run.jobs.A).toBe('failed')
  })

  it('are all over with a cancel', async () => {
    const controller = new AbortController()
    const run = await runYaml(allHooks({ deploy: "'echo ready; sleep 600'" }), {
      signal: controller.signal,
      onEvent: (event) => event.kind === 'line' && event.text === 'ready' && controller.abort(),
    })
    expect(started(run)).toEqual(['A.PreDeploy', 'A.Deploy'])
    expect([run.result, run.jobs.A]).toEqual(['canceled', 'canceled'])
  })

  it('give their outputs under their own names', async () => {
    const set = `'echo "##vso[task.setvariable variable=x;isOutput=true]out"'`
    const run = await runYaml(
      `${allHooks({ deploy: set })}
- job: B
  dependsOn: A
  condition: eq(dependencies.A.outputs['Deploy.deploy.x'], 'out')
  steps:
  - bash: echo seen
    name: b
`,
    )
    expect(run.lines('b')).toEqual(['seen'])
  })
})
