import { describe, expect, it } from 'vitest'
import { planOf } from './test-plan.ts'

const STEPS = 'steps: [{bash: x}]'

const jobOf = (rest: string) => planOf(`jobs:\n- deployment: A\n${rest}`).stages[0]?.jobs[0]

const deployTo = (environment: string) =>
  jobOf(`  environment: ${environment}\n  strategy: {runOnce: {deploy: {${STEPS}}}}`)

describe('a deployment job', () => {
  it('has the hooks of runOnce in the order in which they run, and the steps of all', () => {
    const job = jobOf(
      `  environment: e\n  strategy: {runOnce: {on: {failure: {${STEPS}}, success: {${STEPS}}}, deploy: {${STEPS}, pool: x}, preDeploy: {${STEPS}}}}`,
    )
    expect(job?.name).toBe('A')
    expect(job?.deployment?.hooks.map(({ name }) => name)).toEqual(['PreDeploy', 'Deploy', 'OnSuccess', 'OnFailure'])
    expect(job?.steps).toHaveLength(4)
  })

  it.each([
    ['prod', { name: 'prod' }],
    ['prod.web', { name: 'prod', resource: 'web' }],
    ['{name: prod, resourceName: web, resourceId: 4}', { name: 'prod', resource: 'web', resourceId: '4' }],
    ['{name: prod.web, resourceType: Kubernetes}', { name: 'prod', resource: 'web' }],
  ])('deploys to the environment %s', (written, environment) => {
    expect(deployTo(written)?.deployment?.environment).toEqual(environment)
  })

  it.each([
    ['rolling', '{maxParallel: 20%, ', { strategy: 'rolling' }],
    ['canary', '{increments: [10, 20], ', { strategy: 'canary', increments: [10, 20] }],
  ])('may be %s', (name, head, expected) => {
    const job = jobOf(`  environment: e\n  strategy: {${name}: ${head}deploy: {${STEPS}}}}`)
    expect(job?.deployment).toMatchObject({ ...expected, hooks: [{ name: 'Deploy' }] })
  })

  it('without a strategy has nothing to run', () => {
    expect(jobOf('  environment: e')).toMatchObject({ steps: [], deployment: { hooks: [] } })
  })
})
