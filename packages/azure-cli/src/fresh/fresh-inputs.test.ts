import { describe, expect, it } from 'vitest'
import { InputError, readFreshInputs } from './fresh-inputs.ts'

const read = (inputs: Readonly<Record<string, string>>, addSpnToEnvironment = false) =>
  readFreshInputs({ input: (name) => inputs[name] ?? '' }, { addSpnToEnvironment })

describe('the inputs of the freshness contract', () => {
  it('have the defaults of the contract where nothing is said', () => {
    expect(read({})).toEqual({
      contract: {},
      onBreach: 'wait',
      maxWait: 900_000,
      azLogin: 'lazy',
      refresh: true,
      receipts: undefined,
      awsRoleArn: undefined,
    })
  })

  it('are read as durations, words and switches, in any case of letters', () => {
    expect(
      read({
        minRemaining: '10m',
        maxAge: '90s',
        onBreach: 'FAIL',
        maxWait: '1h',
        azLogin: 'Eager',
        refresh: 'False',
        receipts: 'receipts.jsonl',
        awsRoleArn: 'arn:aws:iam::123456789012:role/path/deploy',
      }),
    ).toEqual({
      contract: { minRemaining: 600_000, maxAge: 90_000 },
      onBreach: 'fail',
      maxWait: 3_600_000,
      azLogin: 'eager',
      refresh: false,
      receipts: 'receipts.jsonl',
      awsRoleArn: 'arn:aws:iam::123456789012:role/path/deploy',
    })
  })

  it('meet a budget by refreshing, unless the script is given idToken or nothing is refreshed', () => {
    expect(read({ budget: '30m' }).contract).toEqual({ budget: 1_800_000 })
    expect(read({ budget: '30m' }, true).contract).toEqual({ budget: 1_800_000, minRemaining: 1_800_000 })
    expect(read({ budget: '30m', minRemaining: '45m' }, true).contract.minRemaining).toBe(2_700_000)
    expect(read({ budget: '30m', refresh: 'false' }).contract.minRemaining).toBe(1_800_000)
  })

  it.each([
    [{ minRemaining: '10 minutes' }, 'minRemaining'],
    [{ budget: '$(budget)' }, 'budget'],
    [{ maxWait: '-1m' }, 'maxWait'],
    [{ onBreach: 'hope' }, 'wait, retry, warn, fail'],
    [{ azLogin: 'later' }, 'lazy, eager, none'],
    [{ awsRoleArn: 'deploy' }, 'arn:aws:iam::'],
  ])('are refused where they cannot be understood: %j', (inputs, says) => {
    expect(() => read(inputs as Record<string, string>)).toThrow(InputError)
    expect(() => read(inputs as Record<string, string>)).toThrow(says)
  })
})
