import type { HistoryMechanism } from '../history/history-verdict.ts'
import {
  adoToken,
  DAY,
  decoded,
  entraToken,
  HOUR,
  login,
  MINUTE,
  refused,
  refusedForTime,
  SECOND,
  step,
  type WrittenRun,
  type WrittenStep,
  type WrittenToken,
} from './test-log-writer.ts'

// Histories of every mechanism, made by doing what the mechanism does. What is expected of them is how they were made.

/** A pipeline's runs, and what made its tokens fail. */
export interface WrittenHistory {
  readonly mechanism: HistoryMechanism
  /** The step that takes the token, by a name that no other pipeline has. */
  readonly takes: string
  readonly runs: readonly WrittenRun[]
}

/** A number from 0 to 1, always the same ones for a seed (mulberry32). */
export type Random = () => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const AZURE_CLI = ['Azure CLI', '2.268.0'] as const
const BASH = ['Bash', '3.246.1'] as const
const NIGHT = Date.parse('2026-04-13T01:05:00Z')
const BOUND = ['Using bound idToken from service endpoint.']
const ASKED = ['Late-bound idToken not found in endpoint data, falling back to OIDC API.']

/** What a generator of histories is given: a name that is its own, and chance. */
interface Making {
  readonly name: string
  readonly random: Random
  /** Which of its forms. */
  readonly variant: number
}

type Night = (startedAt: number, index: number) => readonly WrittenStep[]

/** Runs at about the same time each night, each with these steps. */
function nights({ name, random }: Making, count: number, stepsOf: Night, jitter = 4 * MINUTE): readonly WrittenRun[] {
  const offset = Math.floor(random() * 12) * HOUR
  return Array.from({ length: count }, (_, index) => {
    const startedAt = NIGHT + offset + index * DAY + Math.floor(random() * jitter)
    return {
      name: `${name}-${index + 1}`,
      startedAt,
      isHosted: name.length % 2 === 0,
      steps: stepsOf(startedAt, index),
    }
  })
}

const takes = ({ name }: Making) => `Take the token of ${name}`

/** A step that logs in so long after the start of the run, and prints what else. */
function taking(
  making: Making,
  startedAt: number,
  more: (at: number) => WrittenStep['lines'],
  debug?: readonly string[],
): WrittenStep {
  const at = startedAt + 20 * SECOND
  return step(takes(making), AZURE_CLI, at - 5 * SECOND, [
    ...login(at, debug ? { debug } : {}),
    ...more(at + 4 * SECOND),
  ])
}

/** A step that trades the token so long after the start of the run. */
function trading(making: Making, at: number, lines: WrittenStep['lines']): WrittenStep {
  return step(`Trade the token of ${making.name}`, BASH, at - SECOND, lines)
}

const traded = (at: number): WrittenStep['lines'] => [[at, 'exchanged: an access token for 3599 s']]

/** A service that re-issues one token until 3 s before its end. */
function echoing(): (at: number) => WrittenToken {
  let held: WrittenToken | undefined
  return (at) => {
    if (held === undefined || at >= held.exp - 3 * SECOND) held = entraToken(at)
    return held
  }
}

/** Nights, and runs by hand in between, that get one token; the night before its end fails. */
function echo(making: Making): readonly WrittenRun[] {
  const { variant } = making
  const ask = echoing()
  const stepsOf = (startedAt: number) => {
    const token = ask(startedAt + 19 * SECOND)
    const uses = startedAt + 11 * MINUTE
    return [
      taking(making, startedAt, (at) => (variant === 1 ? [] : decoded(at, token)), variant === 2 ? ASKED : undefined),
      trading(making, uses, uses > token.exp + 5 * MINUTE ? refusedForTime(uses, token) : traded(uses)),
    ]
  }
  const first = NIGHT + 3 * SECOND
  // The second night begins four minutes before the end of the token of the first, and fails.
  const starts = [first, first + 7 * HOUR, first + 10 * HOUR, first + DAY - 4 * MINUTE, first + DAY + 9 * HOUR]
  return starts.map((startedAt, index) => ({
    name: `${making.name}-${index + 1}`,
    startedAt,
    steps: stepsOf(startedAt),
  }))
}

/** The endpoint carries a token that was put there long before; one night it ends before it is used. */
function lateBound(making: Making): readonly WrittenRun[] {
  const { variant, random } = making
  return nights(making, 4, (startedAt, index) => {
    const age = index === 2 ? DAY - 5 * MINUTE : Math.floor((6 + random() * 12) * HOUR)
    const token = entraToken(startedAt - age)
    const uses = startedAt + 12 * MINUTE
    const trace = variant === 1 ? ['DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN=true'] : BOUND
    return [
      taking(making, startedAt, (at) => (variant === 2 ? [] : decoded(at, token)), variant === 3 ? undefined : trace),
      trading(making, uses, uses > token.exp + 5 * MINUTE ? refusedForTime(uses, token) : traded(uses)),
    ]
  })
}

/** The endpoint carries an old token, and the service that is asked re-issues another. */
function both(making: Making): readonly WrittenRun[] {
  const ask = echoing()
  return nights(making, 3, (startedAt, index) => {
    const bound = entraToken(startedAt - (index === 2 ? DAY - 5 * MINUTE : 20 * HOUR))
    const asked = startedAt + MINUTE
    ask(asked - 3 * HOUR)
    const uses = startedAt + 12 * MINUTE
    return [
      taking(making, startedAt, (at) => decoded(at, bound), BOUND),
      step(`Ask again for ${making.name}`, BASH, asked - SECOND, [
        ...decoded(asked, ask(asked)),
        ...decoded(asked + 30 * SECOND, ask(asked + 30 * SECOND)),
      ]),
      trading(making, uses, index === 2 ? refusedForTime(uses, bound) : traded(uses)),
    ]
  })
}

/** A new token each time, kept for longer than it lives. */
function heldTooLong(making: Making): readonly WrittenRun[] {
  const { variant, random } = making
  return nights(making, 3, (startedAt, index) => {
    const token = adoToken(startedAt + 20 * SECOND)
    const uses = startedAt + (index === 0 ? 5 * MINUTE : Math.floor((16 + random() * 60) * MINUTE))
    return [
      taking(making, startedAt, (at) => (variant === 1 ? [] : decoded(at, token))),
      trading(making, uses, index === 0 ? traded(uses) : refusedForTime(uses, token)),
    ]
  })
}

/** The issuer's clock is ahead of that of the token service, or the agent's is behind. */
function clockSkew(making: Making): readonly WrittenRun[] {
  const ahead = 17 * MINUTE
  return nights(making, 3, (startedAt) => {
    const token =
      making.variant === 1 ? adoToken(startedAt + 20 * SECOND + ahead) : entraToken(startedAt + 20 * SECOND + ahead)
    const uses = startedAt + 2 * MINUTE
    return [
      taking(making, startedAt, (at) => (making.variant === 2 ? [] : decoded(at, token))),
      trading(making, uses, refusedForTime(uses, token)),
    ]
  })
}

/** One night the key that signed is not known. */
function rotation(making: Making): readonly WrittenRun[] {
  const text =
    making.variant === 1
      ? "AADSTS50013: Assertion failed signature validation. [Reason - The key was not found., Thumbprint of key used by client: 'AB12']. Trace ID: 5c0e2b1a-9d4f-4e8a-b7c6-001122334400 Timestamp: 2026-04-14 01:05:09Z"
      : 'AADSTS7000272: The key that signed the assertion is not among the published keys of the issuer. Trace ID: 5c0e2b1a-9d4f-4e8a-b7c6-001122334400'
  return nights(making, 3, (startedAt, index) => {
    const uses = startedAt + 2 * MINUTE
    const token = adoToken(startedAt + 20 * SECOND)
    return [
      taking(making, startedAt, (at) => decoded(at, token)),
      trading(making, uses, index === 1 ? refused(uses, text) : traded(uses)),
    ]
  })
}

/** The first run comes before Entra knows the credential. */
function notPropagated(making: Making): readonly WrittenRun[] {
  const textAt = (at: number) => `${text} Timestamp: ${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`
  const text =
    making.variant === 1
      ? "AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://vstoken.dev.azure.com/5c0e2b1a-9d4f-4e8a-b7c6-001122334400'. Assertion Subject: 'sc://o/p/c'. Trace ID: 5c0e2b1a-9d4f-4e8a-b7c6-001122334400"
      : "AADSTS700213: No matching federated identity record found for presented assertion subject '/eid1/c/pub/t/abc'. Trace ID: 5c0e2b1a-9d4f-4e8a-b7c6-001122334400"
  return nights(making, 3, (startedAt, index) => {
    const at = startedAt + 20 * SECOND
    const failed = [...login(at).slice(0, 4), ...refused(at + 2 * SECOND, textAt(at + SECOND))]
    return [
      step(takes(making), AZURE_CLI, at - 5 * SECOND, index === 0 ? failed : login(at)),
      ...(index === 0 ? [] : [trading(making, at + MINUTE, traded(at + MINUTE))]),
    ]
  })
}

/** A token is presented a second time, to a party that takes it once. */
function spent(making: Making): readonly WrittenRun[] {
  const text =
    making.variant === 1
      ? 'invalid-reuse-token: invalid token: already used'
      : '{"error":"invalid_client","error_description":"Token reuse detected"}'
  return nights(making, 2, (startedAt) => {
    const token = adoToken(startedAt + 20 * SECOND)
    const uses = startedAt + 2 * MINUTE
    return [
      taking(making, startedAt, (at) => decoded(at, token)),
      trading(making, uses, traded(uses)),
      step(`Trade it again for ${making.name}`, BASH, uses + 10 * SECOND, refused(uses + 11 * SECOND, text)),
    ]
  })
}

/** Every run has a new token, and uses it at once. */
function none(making: Making): readonly WrittenRun[] {
  return nights(making, 4, (startedAt) => {
    const token = making.variant === 1 ? entraToken(startedAt + 20 * SECOND) : adoToken(startedAt + 20 * SECOND)
    const uses = startedAt + 2 * MINUTE
    return [
      taking(making, startedAt, (at) => (making.variant === 2 ? [] : decoded(at, token))),
      trading(making, uses, traded(uses)),
    ]
  })
}

const MAKERS: Readonly<
  Record<
    Exclude<HistoryMechanism, 'unknown'>,
    { readonly make: (making: Making) => readonly WrittenRun[]; readonly variants: number }
  >
> = {
  echo: { make: echo, variants: 3 },
  'late-bound': { make: lateBound, variants: 4 },
  both: { make: both, variants: 1 },
  'held-too-long': { make: heldTooLong, variants: 2 },
  'clock-skew': { make: clockSkew, variants: 3 },
  rotation: { make: rotation, variants: 2 },
  'not-propagated': { make: notPropagated, variants: 2 },
  spent: { make: spent, variants: 2 },
  none: { make: none, variants: 3 },
}

/** The mechanisms that histories are made of. */
export const madeMechanisms = Object.keys(MAKERS) as (keyof typeof MAKERS)[]

/** The forms that the histories of a mechanism have. */
export const variantsOf = (mechanism: keyof typeof MAKERS): readonly number[] => [
  ...Array(MAKERS[mechanism].variants).keys(),
]

/** A history of a mechanism. */
export function historyOf(
  mechanism: keyof typeof MAKERS,
  name: string,
  random: Random,
  variant?: number,
): WrittenHistory {
  const { make, variants } = MAKERS[mechanism]
  const making = { name, random, variant: variant ?? Math.floor(random() * variants) }
  return { mechanism, takes: takes(making), runs: make(making) }
}
