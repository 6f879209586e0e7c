import { type BreachPolicy, breachPolicies, isRoleArn } from '@mintwell/client'
import { parseDuration } from '@mintwell/clock'
import type { Contract } from '@mintwell/token'
import type { AzureCliInputs } from '../inputs.ts'
import type { LoginTime } from '../run-azure-cli.ts'
import type { TaskHost } from '../task-host.ts'

/** The drop-in's own inputs as values; durations in milliseconds. */
export interface FreshInputs {
  readonly contract: Contract
  readonly onBreach: BreachPolicy
  readonly maxWait: number
  readonly azLogin: Exclude<LoginTime, 'as-cloud'>
  readonly refresh: boolean
  /** A file for receipts, as it was given. */
  readonly receipts: string | undefined
  readonly awsRoleArn: string | undefined
}

const LOGIN_TIMES: readonly FreshInputs['azLogin'][] = ['lazy', 'eager', 'none']
/** Design §4. */
const DEFAULT_MAX_WAIT_MS = 900_000

/** An input that cannot be understood, in the words that the log shows. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/**
 * Reads the freshness contract. A budget counts against the token itself where the script is given `idToken`, which nothing can refresh; otherwise it is met by refreshing.
 *
 * @throws InputError
 */
export function readFreshInputs(
  host: Pick<TaskHost, 'input'>,
  { addSpnToEnvironment }: Pick<AzureCliInputs, 'addSpnToEnvironment'>,
): FreshInputs {
  const text = (name: string) => host.input(name).trim()
  const duration = (name: string) => {
    const given = text(name)
    if (given === '') return undefined
    const parsed = parseDuration(given)
    if (parsed === undefined)
      throw new InputError(`The input ${name} takes a duration such as 90s, 10m or 1h30m, not '${given.slice(0, 40)}'.`)
    return parsed
  }
  const budget = duration('budget')
  const refresh = text('refresh').toLowerCase() !== 'false'
  const absolute = budget !== undefined && (addSpnToEnvironment || !refresh) ? budget : undefined
  const declared = duration('minRemaining')
  const minRemaining = absolute === undefined ? declared : Math.max(absolute, declared ?? 0)
  const maxAge = duration('maxAge')
  const awsRoleArn = text('awsRoleArn') || undefined
  if (awsRoleArn && !isRoleArn(awsRoleArn)) {
    throw new InputError(
      `The input awsRoleArn takes the ARN of a role, such as arn:aws:iam::123456789012:role/NAME, not '${awsRoleArn.slice(0, 80)}'.`,
    )
  }
  return {
    contract: {
      ...(minRemaining === undefined ? {} : { minRemaining }),
      ...(budget === undefined ? {} : { budget }),
      ...(maxAge === undefined ? {} : { maxAge }),
    },
    onBreach: oneOf('onBreach', text('onBreach'), breachPolicies, 'wait'),
    maxWait: duration('maxWait') ?? DEFAULT_MAX_WAIT_MS,
    azLogin: oneOf('azLogin', text('azLogin'), LOGIN_TIMES, 'lazy'),
    refresh,
    receipts: text('receipts') || undefined,
    awsRoleArn,
  }
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[], fallback: T): T {
  if (text === '') return fallback
  const found = allowed.find((each) => each.toLowerCase() === text.toLowerCase())
  if (found) return found
  throw new InputError(`The input ${name} takes ${allowed.join(', ')}, not '${text.slice(0, 40)}'.`)
}
