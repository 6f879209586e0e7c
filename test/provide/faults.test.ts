import { describe, expect, it } from 'vitest'
import { calls, command, count, inBash, runStep } from './lab-step.ts'

/** Calls Entra with the token file every seven minutes for most of an hour. */
const hour = `${command} exec --connection conn -- ${inBash(`${calls}
for call in 1 2 3 4 5 6 7 8; do entra "$AZURE_FEDERATED_TOKEN_FILE"; sleep 420; done`)}`
const once = `${command} exec --connection conn -- echo it runs`
const ado = ['--issuer', 'ado']
const errorsOf = (issues: readonly { readonly type: string; readonly message: string }[]) =>
  issues.filter(({ type }) => type === 'error').map(({ message }) => message)

describe('a step under exec', () => {
  it('survives a service that answers the first four requests with 503', async () => {
    const { step, log } = await runStep(once, ...ado, '--fault', 'unavailable:where=oidctoken,times=4')
    expect(step.result, log).toBe('succeeded')
    expect(log).toMatch(
      /##\[warning\]mintwell: Azure DevOps cannot answer at the moment \(503: The service is unavailable\.\)\. Asking again in \d+ s\./,
    )
    expect(count(log, 'it runs')).toBe(1)
  }, 30_000)

  it('dies of a service that is down for good, at the end of its wait, with one sentence of cause and one of cure', async () => {
    const { step, log } = await runStep(
      `${command} exec --connection conn --max-wait 3m -- echo it runs`,
      ...ado,
      '--fault',
      'unavailable:where=oidctoken',
    )
    expect(step.exitCode, log).toBe(125)
    expect(errorsOf(step.issues)[0]).toMatch(
      /^mintwell: Azure DevOps cannot answer at the moment \(503: The service is unavailable\.\)\.\nTry again/,
    )
    expect(count(log, 'it runs')).toBe(0)
    // A line a minute, not one for each request.
    expect(count(log, /##\[warning\]mintwell: Azure DevOps cannot answer at the moment/)).toBeLessThanOrEqual(3)
  }, 30_000)

  it('survives slow answers', async () => {
    const { step, log } = await runStep(once, ...ado, '--fault', 'slow:delay=2s,where=oidctoken')
    expect(step.result, log).toBe('succeeded')
  }, 30_000)

  it('waits as long as a throttling service asks it to, and goes on', async () => {
    const { step, log, tokens } = await runStep(
      once,
      ...ado,
      '--fault',
      'throttled:retry-after=60s,where=oidctoken,times=2',
    )
    expect(step.result, log).toBe('succeeded')
    expect(log).toMatch(/Azure DevOps is throttling the requests \(429: .*\)\. Asking again in 1 min\./)
    expect(tokens.length).toBe(1)
  }, 30_000)

  it.each(['not-found', 'empty', 'sign-in'])(
    'survives answers without a token, twice, in the form %s',
    async (form) => {
      const { step, log } = await runStep(once, ...ado, '--fault', `null-token:form=${form},times=2`)
      expect(step.result, log).toBe('succeeded')
    },
    30_000,
  )

  it('dies of a sign-in page that stays, with the YAML that cures it', async () => {
    const { step, log } = await runStep(once, ...ado, '--fault', 'null-token:form=sign-in')
    expect(step.exitCode, log).toBe(125)
    expect(errorsOf(step.issues)[0]).toMatch(/refused the job token: .* \(203: an HTML page\)[\s\S]*SYSTEM_ACCESSTOKEN/)
  }, 30_000)

  it('goes on to the end of its last token when the job token has died, and says so with cause and cure, once', async () => {
    const { step, log, exchanges } = await runStep(hour, ...ado, '--fault', 'job-token-expired:after=20m')
    expect(step.result, log).toBe('succeeded')
    expect(log).toMatch(
      /##\[warning\]mintwell: Azure DevOps refused the job token: .* \(401\)\. .*The ID token at hand is kept; it lasts \d min/,
    )
    expect(
      count(
        log,
        /##\[error\]mintwell: The ID token expired at .*, and no newer one could be obtained: Azure DevOps refused the job token: .* \(401\)\./,
      ),
    ).toBe(1)
    expect(exchanges.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(4)
    expect(exchanges.at(-1)?.errorCode).toBe(700024)
  }, 30_000)

  it('dies at once of a job token that is dead at its start', async () => {
    const { step, log } = await runStep(once, ...ado, '--fault', 'job-token-expired:after=0s')
    expect(step.exitCode, log).toBe(125)
    expect(errorsOf(step.issues)[0]).toMatch(
      /^mintwell: Azure DevOps refused the job token: it expires with its job, .* \(401\)\.\nMap the token/,
    )
  }, 30_000)

  it('waits for the tokens of an issuer whose clock is 10 minutes ahead to begin, and then misses none', async () => {
    const { step, log, exchanges } = await runStep(hour, ...ado, '--fault', 'clock-skew:by=10m,direction=ahead')
    expect(step.result, log).toBe('succeeded')
    expect(log).toMatch(/##\[warning\]mintwell: The ID token is not-yet-valid/)
    expect(exchanges.length).toBe(8)
    expect(exchanges.every(({ status }) => status === 200)).toBe(true)
  }, 30_000)

  it('dies of ten-minute tokens of an issuer whose clock is 10 minutes behind, within a minute and a half, and names the clock', async () => {
    const { step, log } = await runStep(once, ...ado, '--fault', 'clock-skew:by=10m,direction=behind')
    expect(step.exitCode, log).toBe(125)
    expect(errorsOf(step.issues)[0]).toMatch(/is expired.*\nThe issuer’s clock is slow/)
  }, 30_000)

  it('uses day-long tokens of such an issuer with a warning', async () => {
    const { step, log } = await runStep(once, '--issuer', 'entra', '--fault', 'clock-skew:by=10m,direction=behind')
    expect(step.result, log).toBe('succeeded')
    expect(log).toMatch(/##\[warning\]mintwell: azure-pipelines, conn: ID token (echoed, )?stale/)
  }, 30_000)

  it('dies at once of a connection that no input of the stage names, with the YAML that cures it', async () => {
    const { step, log } = await runStep(
      `${command} exec --connection 143c454e-ca57-4f82-97ba-e5460221c27d -- echo it runs`,
      ...ado,
    )
    expect(step.exitCode, log).toBe(125)
    expect(errorsOf(step.issues)[0]).toMatch(
      /no explicit reference[\s\S]*- task: AzureCLI@2\n {2}displayName: Reference the service connection\n {2}condition: false/,
    )
  }, 30_000)
})
