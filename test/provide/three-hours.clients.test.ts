import { describe, expect, it } from 'vitest'
import { calls, command, count, inBash, runStep } from './lab-step.ts'

/** 3 hours, a call every 7 minutes: 26 of them, the first at once. */
const CALLS = 26
/** Ten-minute tokens refreshed at 60 % at the latest: one at the start, and 30 in 180 minutes. */
const LEAST_TOKENS = 31

describe('a step of three hours with ID tokens of ten minutes that calls every seven', () => {
  it('is refused at no call through the file, the endpoint and AWS, and asks for hardly more tokens than the policy needs', async () => {
    const { step, log, tokens, exchanges } = await runStep(
      `${command} exec --connection conn --azure --aws-role-arn arn:aws:iam::123456789012:role/deploy -- ${inBash(`${calls}
${command} exchange --to entra --scope https://vault.azure.net/.default >/dev/null && echo "nested 0"
for call in $(seq ${CALLS}); do
  entra "$AZURE_FEDERATED_TOKEN_FILE"
  ask >asked; entra asked
  aws
  sleep 420
done; rm asked`)}`,
      '--issuer',
      'ado',
    )
    expect(step.result, log).toBe('succeeded')
    expect(count(log, 'entra 200')).toBe(2 * CALLS)
    expect(count(log, 'aws 200')).toBe(CALLS)
    // A program of ours under exec asks its endpoint.
    expect(count(log, 'nested 0')).toBe(1)
    expect(exchanges.every(({ status }) => status === 200)).toBe(true)
    expect(tokens.length).toBeLessThanOrEqual(LEAST_TOKENS * 1.1)
    expect(tokens.length).toBeGreaterThanOrEqual(LEAST_TOKENS)
    expect(tokens.every(({ verdict }) => verdict === 'fresh')).toBe(true)
    expect(log).toMatch(/bash ended with exit code 0 after 3 h 2 min/)
    // Nothing but the lab was asked for.
    expect(log).not.toContain('which is refused')
  }, 60_000)

  it('is refused without exec as soon as its one token has died', async () => {
    const { log } = await runStep(
      `
${calls}
${command} token --connection conn -o token
export AZURE_TENANT_ID=$(${command} exec --connection conn -- printenv AZURE_TENANT_ID) AZURE_CLIENT_ID=$(${command} exec --connection conn -- printenv AZURE_CLIENT_ID)
for call in 1 2 3 4; do entra token; sleep 420; done`,
      '--issuer',
      'ado',
    )
    expect(count(log, 'entra 200'), log).toBeGreaterThanOrEqual(2)
    expect(count(log, 'entra 401')).toBeGreaterThanOrEqual(1)
  })
})

describe('the issuers', () => {
  it('each give a token that is fresh at birth and refreshed at 50 to 60 %, without a storm', async () => {
    for (const { issuer, lifetimeMinutes, hours, least } of [
      { issuer: 'ado', lifetimeMinutes: 10, hours: 1, least: 11 },
      { issuer: 'entra', lifetimeMinutes: 24 * 60, hours: 6, least: 7 },
    ]) {
      const { step, tokens, log } = await runStep(
        `${command} exec --connection conn -- sleep ${hours * 3_600}`,
        '--issuer',
        issuer,
      )
      expect(step.result, log).toBe('succeeded')
      const minted = tokens.map(({ mintedAt }) => Date.parse(mintedAt) / 60_000)
      const gaps = minted.slice(1).map((at, index) => at - (minted[index] as number))
      const [shortest, longest] = lifetimeMinutes === 10 ? [4.9, 6.1] : [49.9, 60.1]
      for (const gap of gaps) {
        expect(gap).toBeGreaterThan(shortest)
        expect(gap).toBeLessThan(longest)
      }
      expect(tokens.length).toBeGreaterThanOrEqual(least)
      expect(tokens.length).toBeLessThanOrEqual(least * 1.3)
      expect(tokens.every(({ verdict }) => verdict === 'fresh')).toBe(true)
    }
  }, 60_000)
})
