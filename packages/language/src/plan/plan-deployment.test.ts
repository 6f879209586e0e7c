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
    ['no environment', `  strategy: {runOnce: {deploy: {${STEPS}}}}`, 'ERR_PLAN_MISSING_KEY'],
    ['no strategy', '  environment: e', 'ERR_PLAN_MISSING_KEY'],
    ['no hook', '  environment: e\n  strategy: {runOnce: {}}', 'ERR_PLAN_MISSING_KEY'],
    ['steps of its own', `  environment: e\n  ${STEPS}`, 'ERR_PLAN_UNKNOWN_KEY'],
    ['an unknown hook', `  environment: e\n  strategy: {runOnce: {deplyo: {${STEPS}}}}`, 'ERR_PLAN_UNKNOWN_KEY'],
    ['a rolling strategy', '  environment: e\n  strategy: {rolling: {}}', 'ERR_PLAN_UNSUPPORTED'],
    ['a canary strategy', '  environment: e\n  strategy: {canary: {}}', 'ERR_PLAN_UNSUPPORTED'],
    ['a container', '  environment: e\n  container: c', 'ERR_PLAN_UNSUPPORTED'],
    [
      'virtual machines',
      `  environment: {name: e, resourceType: VirtualMachine}\n  strategy: {runOnce: {deploy: {${STEPS}}}}`,
      'ERR_PLAN_UNSUPPORTED',
    ],
    [
      'a hook without an agent',
      `  environment: e\n  strategy: {runOnce: {deploy: {pool: server, ${STEPS}}}}`,
      'ERR_PLAN_UNSUPPORTED',
    ],
  ])('is refused with %s', (_, rest, code) => {
    expect(errorOf(rest)).toMatchObject({ code, place: { file: 'f.yml' } })
  })
})
