import { describe, expect, it } from 'vitest'
import { createCatalog, standardDefinitions } from '../definitions/standard-definitions.ts'
import { LanguageError } from '../errors.ts'
import { planPipeline } from './plan-pipeline.ts'

const catalog = createCatalog(standardDefinitions)
const STEPS = 'steps: [{bash: x}]'

const jobOf = (rest: string) =>
  planPipeline(`jobs:\n- deployment: A\n${rest}`, { file: 'f.yml', catalog }).stages[0]?.jobs[0]

function errorOf(rest: string): LanguageError {
  try {
    jobOf(rest)
  } catch (error) {
    if (error instanceof LanguageError) return error
    throw error
  }
  throw new Error('it planned')
}

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
    ['rolling', '{maxParallel: 2, HOOK}', undefined],
    ['canary', '{increments: [10, 20], HOOK}', [10, 20]],
  ])('may be %s', (strategy, written, increments) => {
    const lifecycle = written.replace('HOOK', `deploy: {${STEPS}}`)
    const plan = jobOf(`  environment: e\n  strategy: {${strategy}: ${lifecycle}}`)?.deployment
    expect([plan?.strategy, plan?.increments]).toEqual([strategy, increments])
  })

  it.each([
    ['no environment', `  strategy: {runOnce: {deploy: {${STEPS}}}}`, 'ERR_PLAN_MISSING_KEY'],
    ['no strategy', '  environment: e', 'ERR_PLAN_MISSING_KEY'],
    ['no hook', '  environment: e\n  strategy: {runOnce: {}}', 'ERR_PLAN_MISSING_KEY'],
    ['steps of its own', `  environment: e\n  ${STEPS}`, 'ERR_PLAN_UNKNOWN_KEY'],
    ['an unknown hook', `  environment: e\n  strategy: {runOnce: {deplyo: {${STEPS}}}}`, 'ERR_PLAN_UNKNOWN_KEY'],
    [
      'an increment in words',
      `  environment: e\n  strategy: {canary: {increments: [ten], deploy: {${STEPS}}}}`,
      'ERR_PLAN_VALUE',
    ],
    [
      'virtual machines',
      `  environment: {name: e, resourceType: VirtualMachine}\n  strategy: {runOnce: {deploy: {${STEPS}}}}`,
      'ERR_PLAN_UNSUPPORTED',
    ],
  ])('is refused with %s', (_, rest, code) => {
    expect(errorOf(rest)).toMatchObject({ code, place: { file: 'f.yml' } })
  })
})
